package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.testing.Expect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More of what users of other stores of memories have reported. */
class ReportedFaultsTest extends MemoryServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final Instant NOON = Instant.parse("2901-01-01T12:00:00Z");
  private static final String SAME_TEXT = "user_memories_tenant_id_user_id_memory_hash_key";

  private final Scope.TenantUser scope = memories.user();
  private final MemoryDao dao = memories.as(scope).memories();

  private List<String> found(String text) {
    return dao.search(text, PAGE).items().stream().map(Memory::text).toList();
  }

  private Memory expiring(Scope.TenantUser owner, String text, Instant at) {
    MemoryDao theirs = memories.as(owner).memories();
    Memory memory = theirs.remember(NewMemory.of(text).expiringAt(at)).memory();
    memories.embed();
    return theirs.get(memory.id());
  }

  /** A memory that had expired, which nobody found, kept its text from another. */
  @Test
  void anExpiredMemoryIsNotInTheWayOfAnother() {
    memories.stopClock(NOON);
    Memory expired = expiring(scope, "The code is 4711", NOON.plusSeconds(9));
    dao.remember(NewMemory.of("The gate is 9").validFrom(NOON.plusSeconds(60)));
    Memory other = memories.remember(scope, "The code is unknown");
    memories.events();
    memories.stopClock(NOON.plusSeconds(9).minusNanos(1000));
    Expect.duplicate(SAME_TEXT, () -> dao.update(other.withText("the code is 4711")));

    memories.stopClock(NOON.plusSeconds(9));
    Memory edited = dao.update(other.withText("the code is 4711"));
    assertThat(edited.id()).isEqualTo(other.id());
    assertThat(found("4711")).containsExactly("the code is 4711");
    assertThat(dao.find(expired.id())).isEmpty();
    List<Event> events = memories.events();
    assertThat(events).extracting(Event::type).containsExactly("embedding.dropped");
    assertThat(TestMemories.vector(events.get(0))).isEqualTo(expired.embeddingId().orElseThrow());
    Expect.duplicate(SAME_TEXT, () -> dao.update(edited.withText("The gate is 9")));
  }

  /** An edit removed for good what a legal hold had to keep. */
  @Test
  void whatALegalHoldKeepsMakesNoWay() {
    Scope.TenantUser held = memories.user();
    MemoryDao theirs = memories.as(held).memories();
    Memory deleted = memories.remember(held, "Lives in Rome");
    theirs.delete(deleted.id());
    Memory other = memories.remember(held, "Lives in Oslo");
    PersonalDataDao persons = memories.system().personalData();
    persons.hold(held.tenantId(), held.userId(), "case 12");

    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> theirs.update(other.withText("Lives in Rome")))
        .satisfies(e -> assertThat(e.constraint()).isEqualTo("legal_hold"));
    assertThat(theirs.get(deleted.id()).text()).isEqualTo("Lives in Rome");
    assertThat(theirs.get(other.id())).isEqualTo(other);
    Memory edited = theirs.update(other.withText("Lives in Bern"));
    persons.endHold(held.tenantId(), held.userId());
    assertThat(theirs.update(edited.withText("Lives in Rome")).id()).isEqualTo(other.id());
    assertThat(theirs.find(deleted.id())).isEmpty();
  }

  /** A fact that had been replaced could not become true again. */
  @Test
  void aFactMayBecomeTrueAgain() {
    memories.embed();
    Memory acme = memories.remember(scope, "Works at Acme");
    Memory rival = dao.supersede(acme.id(), NewMemory.of("Works at Rival")).memory();
    for (int year = 0; year < 2; year++) {
      Memory back = dao.supersede(rival.id(), NewMemory.of("Works at Acme")).memory();
      assertThat(back.id()).isEqualTo(acme.id());
      assertThat(back.supersededBy()).isEmpty();
      assertThat(found("works")).containsExactly("Works at Acme");
      assertThat(dao.supersede(acme.id(), NewMemory.of("Works at Rival")).memory().id())
          .isEqualTo(rival.id());
      assertThat(found("works")).containsExactly("Works at Rival");
      assertThat(dao.get(acme.id()).supersededBy()).contains(rival.id());
    }
    assertThat(memories.embed()).as("the one in use").hasSize(1);
  }

  /** Memories that were gone filled a page, and those that were left were on none. */
  @Test
  void whatIsGoneTakesNoPlaceOnAPage() {
    Scope.TenantUser owner = memories.user();
    MemoryDao theirs = memories.as(owner).memories();
    memories.stopClock(NOON);
    List<Memory> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(
          expiring(owner, "Eats jujube " + i, i < 5 ? NOON.plusSeconds(99) : NOON.plusSeconds(9)));
    }
    all.subList(10, 20).forEach(memory -> theirs.delete(memory.id()));
    memories.stopClock(NOON.plusSeconds(9));
    List<String> left = List.of(4, 3, 2, 1, 0).stream().map(i -> "Eats jujube " + i).toList();
    PageRequest five = PageRequest.first(5);
    assertThat(theirs.search("jujube", five).items()).extracting(Memory::text).isEqualTo(left);
    assertThat(theirs.listNewestFirst(MemoryFilter.ACTIVE, five).items())
        .extracting(Memory::text)
        .isEqualTo(left);
    assertThat(theirs.listMostImportantFirst(MemoryFilter.ACTIVE, five).items())
        .extracting(Memory::text)
        .isEqualTo(left);
    List<VectorMatch> matches =
        all.stream()
            .map(one -> new VectorMatch(one.embeddingId().orElseThrow(), one.createdAt().getNano()))
            .toList();
    assertThat(theirs.listByVectorIds(matches))
        .extracting(scored -> scored.memory().text())
        .containsExactlyInAnyOrderElementsOf(left);
  }

  /** What was restored expired once more at once, as its time had stayed. */
  @Test
  void anExpiredMemoryIsRestoredForAsLongAsItsOwnerSays() {
    memories.stopClock(NOON);
    Memory memory = expiring(scope, "Is on leave", NOON.plusSeconds(9));
    memories.stopClock(NOON.plusSeconds(9));
    memories.system().maintenance().expire(100);
    assertThat(dao.get(memory.id()).status()).isEqualTo(MemoryStatus.DELETED);
    Memory restored = dao.restore(memory.id());
    assertThat(found("leave")).isEmpty();
    dao.update(restored.withExpiresAt(NOON.plusSeconds(60)));
    memories.system().maintenance().expire(100);
    assertThat(found("leave")).containsExactly("Is on leave");
    assertThat(memories.embed()).hasSize(1);
  }
}

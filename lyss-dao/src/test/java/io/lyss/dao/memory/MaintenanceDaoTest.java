package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.session.Erasure;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Expect;
import io.lyss.throwaway.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MaintenanceDaoTest extends MemoryServiceTest {

  private static final Duration MONTH = Duration.ofDays(30);

  private final Scope.TenantUser scope = memories.user();
  private final MemoryDao dao = memories.as(scope).memories();
  private final MaintenanceDao maintenance = memories.system().maintenance();

  /** The counts would include memories that other tests have deleted. */
  @BeforeEach
  void purgeAll() {
    memories.moveClock(MONTH.multipliedBy(24));
    while (maintenance.purge(MONTH, 100) > 0) {}
    memories.resetClock();
  }

  @Test
  void purgesMemoriesDeletedLongAgoInBatches() {
    Memory active = memories.remember(scope, "is active");
    List<Memory> old = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Memory memory = memories.remember(scope, "was deleted long ago " + i);
      memories
          .as(scope)
          .associations()
          .associate(memory.id(), active.id(), AssociationType.RELATED, 0.5);
      dao.delete(memory.id());
      old.add(memory);
    }
    Memory fresh = memories.remember(scope, "was deleted later");
    dao.delete(fresh.id());
    Instant monthLater = dao.get(fresh.id()).updatedAt().plus(MONTH);
    Instant first = dao.get(old.get(0).id()).updatedAt();
    dao.restore(old.get(4).id());
    memories.stopClock(first.plus(MONTH));
    assertThat(maintenance.purge(MONTH, 3)).isZero();
    memories.stopClock(monthLater);
    assertThat(maintenance.purge(MONTH, 3)).isEqualTo(3);
    assertThat(maintenance.purge(MONTH, 3)).isEqualTo(1);
    assertThat(maintenance.purge(MONTH, 3)).isZero();
    assertThat(dao.find(old.get(0).id())).isEmpty();
    assertThat(dao.find(fresh.id())).isPresent();
    assertThat(dao.find(old.get(4).id())).isPresent();
    assertThat(memories.as(scope).associations().list(active.id(), PageRequest.first(10)).items())
        .hasSize(1);
    assertThat(memories.remember(scope, "was deleted long ago 0").id())
        .isNotEqualTo(old.get(0).id());
  }

  @Test
  void memoriesUnderALegalHoldNeitherExpireNorArePurged() {
    Scope.TenantUser held = memories.user();
    MemoryDao theirs = memories.as(held).memories();
    theirs.remember(NewMemory.of("expires").expiringAt(Instant.now().plusSeconds(60)));
    theirs.remember(NewMemory.of("is deleted"));
    Memory deleted = theirs.findByText("is deleted").orElseThrow();
    theirs.delete(deleted.id());
    memories.moveClock(MONTH.plusDays(1));
    for (UUID subject : List.of(held.userId(), held.tenantId())) {
      memories.system().personalData().hold(held.tenantId(), subject, "case 12");
      maintenance.expire(100);
      maintenance.purge(MONTH, 100);
      assertThat(statuses(held)).containsExactlyInAnyOrder("active", "deleted");
      memories.system().personalData().endHold(held.tenantId(), subject);
    }
    maintenance.purge(MONTH, 100);
    assertThat(statuses(held)).containsExactly("active");
    maintenance.expire(100);
    assertThat(statuses(held)).containsExactly("deleted");
  }

  private List<String> statuses(Scope.TenantUser user) {
    return memories.query(
        "select status from lyss_memory.user_memories where user_id = '" + user.userId() + "'");
  }

  @Test
  @Whole("misses more vectors than an event names")
  void erasesAllMemoriesOfAUserAndPublishesTheirVectors() {
    Scope.TenantUser person = memories.user(scope.tenantId());
    memories
        .as(person)
        .memories()
        .rememberAll(IntStream.range(0, 2500).mapToObj(i -> NewMemory.of("fact " + i)).toList());
    List<String> vectors = new ArrayList<>();
    for (List<String> some = memories.embed(); !some.isEmpty(); some = memories.embed()) {
      vectors.addAll(some);
    }
    Memory one = memories.remember(person, "is not embedded");
    Memory other = memories.remember(person, "is neither");
    memories.as(person).associations().associate(one.id(), other.id(), AssociationType.OPPOSITE, 1);
    memories.as(person).memories().delete(other.id());
    Memory neighbours = memories.remember(scope, "is another's");
    memories.events();
    assertThat(erase(person, 2000).done()).isFalse();
    assertThat(erase(person, 2000).counts().text())
        .contains("\"user_memories\": 2502", "\"memory_associations\": 1");
    List<Event> events = new ArrayList<>(memories.events());
    assertThat(events.remove(events.size() - 1).type()).isEqualTo("user.erased");
    assertThat(events)
        .hasSize(3)
        .allSatisfy(
            event -> {
              assertThat(event.tenantId()).isEqualTo(person.tenantId());
              assertThat(event.key()).isEqualTo("user:" + person.userId());
              assertThat(event.type()).isEqualTo("memories.erased");
              assertThat(event.reason()).contains("test");
            });
    assertThat(events.stream().flatMap(event -> vectors(event).stream()))
        .containsAll(vectors)
        .doesNotHaveDuplicates()
        .hasSize(2500);
    assertThat(memories.as(person).memories().find(one.id())).isEmpty();
    assertThat(dao.find(neighbours.id())).contains(neighbours);
  }

  @Test
  void erasingAUserWithoutMemoriesPublishesOneEvent() {
    Scope.TenantUser nobody = memories.user();
    assertThat(erase(nobody, 10).counts()).isEqualTo(Json.EMPTY);
    assertThat(memories.events())
        .filteredOn(event -> event.key().equals("user:" + nobody.userId()))
        .singleElement()
        .satisfies(event -> assertThat(event.type()).isEqualTo("user.erased"));
  }

  private Erasure erase(Scope.TenantUser person, int limit) {
    return memories.system().personalData().erase(person.tenantId(), person.userId(), limit);
  }

  private static List<String> vectors(Event event) {
    Matcher matcher =
        Pattern.compile("\"embedding_ids\": \\[(.*)]").matcher(event.payload().text());
    assertThat(matcher.find()).isTrue();
    return Arrays.stream(matcher.group(1).split(", "))
        .filter(id -> !id.isEmpty())
        .map(id -> id.substring(1, id.length() - 1))
        .toList();
  }

  /** A table of the host refers to some rows, by a foreign key without an action. */
  @Test
  void rowsThatTheHostRefersToHoldUpNoPurge() {
    memories
        .database()
        .execute(
            "create table public.bookmarks (tenant_id uuid, user_id uuid, id uuid, constraint bookmarks_fk foreign key (tenant_id, user_id, id) references lyss_memory.user_memories (tenant_id, user_id, id))");
    try {
      List<Memory> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        all.add(memories.remember(scope, "is referred to or not " + i));
        dao.delete(all.get(i).id());
      }
      for (int i : List.of(0, 1, 7)) {
        memories
            .database()
            .execute(
                "insert into public.bookmarks select tenant_id, user_id, id from lyss_memory.user_memories where id = '%s'"
                    .formatted(all.get(i).id()));
      }
      memories.moveClock(MONTH.plusDays(1));
      assertThat(maintenance.purge(MONTH, 100)).isEqualTo(9);
      assertThat(dao.find(all.get(0).id())).isPresent();
      assertThat(dao.find(all.get(11).id())).isEmpty();
      Expect.refused("bookmarks_fk", () -> maintenance.purge(MONTH, 100));
    } finally {
      memories.database().execute("drop table public.bookmarks");
    }
    assertThat(maintenance.purge(MONTH, 100)).isEqualTo(3);
  }
}

package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Earlier texts of memories, the time for which a memory is valid, and memories that supersede. */
class MemoryPastTest extends MemoryServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final Instant NOON = Instant.parse("2901-01-01T12:00:00Z");

  private final Scope.TenantUser scope = memories.user();
  private final MemoryDao dao = memories.as(scope).memories();

  @BeforeEach
  void forget() {
    memories.database().execute("truncate lyss_memory.user_memories cascade");
    memories.events();
  }

  private List<String> past(Memory memory) {
    return dao.listVersions(memory.id(), PAGE).items().stream().map(MemoryVersion::text).toList();
  }

  @Test
  void aMemoryKeepsWhatItSaidBefore() {
    Memory first =
        dao.remember(NewMemory.of("Lives in Rome").byAgent("concierge").inRun("r1")).memory();
    assertThat(past(first)).isEmpty();
    Memory rated = dao.update(first.withImportance(9).byAgent("planner").inRun(null));
    assertThat(past(rated)).as("the same text").isEmpty();
    Memory second = dao.update(rated.withText("Lives in Oslo"));
    Memory third = dao.update(second.withText("lives in OSLO").byAgent(null));
    assertThat(third.version()).isEqualTo(3);
    List<MemoryVersion> past = dao.listVersions(first.id(), PAGE).items();
    assertThat(past)
        .containsExactly(
            new MemoryVersion(
                2, "Lives in Oslo", Optional.of("planner"), Optional.empty(), third.updatedAt()),
            new MemoryVersion(
                1, "Lives in Rome", Optional.of("planner"), Optional.empty(), second.updatedAt()));
    assertThat(Paging.all(1, page -> dao.listVersions(first.id(), page))).isEqualTo(past);
    Expect.changedSince("memory", first.id(), () -> dao.update(rated.withText("x")));
    assertThat(past(first)).hasSize(2);
    memories.system().personalData().erase(scope.tenantId(), scope.userId(), 100);
    assertThat(memories.query("select count(*) from lyss_memory.memory_versions"))
        .containsExactly("0");
  }

  /** All the ways to find a memory. */
  private List<Boolean> found(Memory memory) {
    Memory friend = memories.remember(scope, "has friends " + memory.id());
    memories
        .as(scope)
        .associations()
        .associate(memory.id(), friend.id(), AssociationType.RELATED, 1);
    Stream<Supplier<Stream<Memory>>> ways =
        Stream.of(
            () -> dao.listNewestFirst(MemoryFilter.ACTIVE, PAGE).items().stream(),
            () -> dao.listMostImportantFirst(MemoryFilter.ACTIVE, PAGE).items().stream(),
            () -> dao.search(memory.text(), PAGE).items().stream(),
            () ->
                dao
                    .listByVectorIds(
                        List.of(new VectorMatch(memory.embeddingId().orElseThrow(), 1)))
                    .stream()
                    .map(ScoredMemory::memory),
            () ->
                memories.as(scope).associations().neighbours(friend.id(), 1, 0, 9).stream()
                    .map(Neighbour::memory));
    return ways.map(way -> way.get().anyMatch(one -> one.id().equals(memory.id()))).toList();
  }

  @Test
  void aMemoryIsFoundWhileItIsValid() {
    memories.stopClock(NOON);
    dao.remember(NewMemory.of("is on holiday").validFrom(NOON).expiringAt(NOON.plusSeconds(9)));
    memories.embed();
    Memory memory = dao.findByText("is on holiday").orElseThrow();
    assertThat(found(memory)).containsOnly(true);
    memories.stopClock(NOON.plusSeconds(9).minusNanos(1000));
    assertThat(found(memory)).containsOnly(true);
    for (Instant at : List.of(NOON.minusNanos(1000), NOON.plusSeconds(9))) {
      memories.stopClock(at);
      assertThat(found(memory)).as("%s", at).containsOnly(false);
      assertThat(dao.listNewestFirst(MemoryFilter.ACTIVE.withAnyTime(), PAGE).items())
          .contains(memory);
      assertThat(dao.find(memory.id())).contains(memory);
    }
    Expect.refused(
        "user_memories_valid_from_expires_at_check",
        () -> dao.update(memory.withValidFrom(memory.expiresAt().orElseThrow())));
    dao.update(memory.withExpiresAt(null));
    assertThat(found(memory)).containsOnly(true);
  }

  @Test
  void expiredMemoriesAreDeletedWithTheirVectors() {
    memories.stopClock(NOON);
    List<Memory> expiring = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      dao.remember(NewMemory.of("expires " + i).expiringAt(NOON.plusSeconds(i)));
      memories.embed();
      expiring.add(dao.findByText("expires " + i).orElseThrow());
    }
    dao.archive(expiring.get(1).id());
    memories.events();
    MaintenanceDao maintenance = memories.system().maintenance();
    memories.stopClock(NOON.plusSeconds(3));
    assertThat(maintenance.expire(3)).isEqualTo(3);
    assertThat(maintenance.expire(3)).isEqualTo(1);
    assertThat(maintenance.expire(3)).isZero();
    assertThat(memories.events())
        .allSatisfy(event -> assertThat(event.type()).isEqualTo("memory.deleted"))
        .extracting(TestMemories::vector)
        .containsExactlyInAnyOrderElementsOf(
            expiring.subList(0, 4).stream().map(one -> one.embeddingId().orElseThrow()).toList());
    assertThat(expiring)
        .extracting(one -> dao.get(one.id()).status())
        .containsExactly(
            MemoryStatus.DELETED,
            MemoryStatus.DELETED,
            MemoryStatus.DELETED,
            MemoryStatus.DELETED,
            MemoryStatus.ACTIVE);
    Memory again = dao.remember(NewMemory.of("expires 0")).memory();
    assertThat(again.id()).isEqualTo(expiring.get(0).id());
    assertThat(again.expiresAt()).as("valid when the new one says").isEmpty();
  }

  @Test
  void aMemoryIsSupersededInOneCall() {
    Memory old = memories.embedded(scope, "Works at Acme");
    memories.events();
    Remembered now = dao.supersede(old.id(), NewMemory.of("Works at Rival").inRun("r2"));
    assertThat(now.isNew()).isTrue();
    assertThat(now.memory().runId()).contains("r2");
    Memory superseded = dao.get(old.id());
    assertThat(superseded.status()).isEqualTo(MemoryStatus.SUPERSEDED);
    assertThat(superseded.supersededBy()).contains(now.memory().id());
    assertThat(superseded.embeddingId()).isEmpty();
    assertThat(memories.events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("embedding.dropped");
              assertThat(event.key()).isEqualTo("memory:" + old.id());
              assertThat(TestMemories.vector(event)).isEqualTo(old.embeddingId().orElseThrow());
            });
    assertThat(dao.listNewestFirst(MemoryFilter.of(MemoryStatus.SUPERSEDED), PAGE).items())
        .containsExactly(superseded);
    assertThat(dao.search("works acme", PAGE).items()).isEmpty();
    Expect.notFound("memory", old.id(), () -> dao.update(superseded.withImportance(1)));
    Expect.notFound("memory", old.id(), () -> dao.supersede(old.id(), NewMemory.of("x")));
    Memory restored = dao.restore(old.id());
    assertThat(restored.supersededBy()).isEmpty();
    assertThat(memories.embed()).as("both need a vector").hasSize(2);
  }

  @Test
  void aSupersedingMemoryIsStoredAsGiven() {
    Memory old = memories.remember(scope, "Lives in Rome");
    NewMemory given =
        NewMemory.of("Lives in Oslo")
            .withRelevance(0.25)
            .withType(MemoryType.PREFERENCE)
            .withCategory("home")
            .from(MemorySource.IMPORT, Ids.next())
            .withImportance(77)
            .byAgent("planner")
            .inRun("r7")
            .validFrom(NOON)
            .expiringAt(NOON.plusSeconds(9))
            .withSpelling(Spelling.NEWEST);
    Remembered now = dao.supersede(old.id(), given);
    assertThat(now.isNew()).isTrue();
    Expect.storedAsGiven(given, now.memory(), "spelling");
    assertThat(dao.get(given.id())).isEqualTo(now.memory());
    assertThat(dao.get(old.id()).supersededBy()).contains(given.id());
  }

  @Test
  void supersedingWithWhatIsKnownOrTheSameOrNothing() {
    Memory known = memories.remember(scope, "Eats fish");
    Memory old = memories.remember(scope, "Eats no fish");
    Remembered again = dao.supersede(old.id(), NewMemory.of("eats FISH"));
    assertThat(again).isEqualTo(new Remembered(dao.get(known.id()), false));
    Remembered same = dao.supersede(known.id(), NewMemory.of("eats fish"));
    assertThat(same.memory().status()).isEqualTo(MemoryStatus.ACTIVE);
    assertThat(same.memory().id()).isEqualTo(known.id());
    UUID never = Ids.next();
    Expect.notFound("memory", never, () -> dao.supersede(never, NewMemory.of("Eats nothing")));
    assertThat(dao.findByText("eats nothing")).as("all of it or nothing").isEmpty();
    Expect.refused(
        "user_memories_memory_hash_check", () -> dao.supersede(known.id(), NewMemory.of(" ")));
    assertThat(dao.get(known.id()).status()).isEqualTo(MemoryStatus.ACTIVE);
  }

  @Test
  void listsByAgentAndRun() {
    for (String agent : List.of("a", "b")) {
      for (String run : List.of("1", "2")) {
        dao.remember(NewMemory.of("said by " + agent + run).byAgent(agent).inRun(run));
      }
    }
    memories.remember(scope, "said by nobody");
    assertThat(texts(MemoryFilter.ACTIVE.withAgent("a")))
        .containsExactly("said by a2", "said by a1");
    assertThat(texts(MemoryFilter.ACTIVE.withRun("1"))).containsExactly("said by b1", "said by a1");
    assertThat(texts(MemoryFilter.ACTIVE.withAgent("b").withRun("2")))
        .containsExactly("said by b2");
    assertThat(texts(MemoryFilter.ACTIVE.withAgent("c"))).isEmpty();
    Expect.refused(
        "user_memories_agent_id_check", () -> dao.remember(NewMemory.of("x").byAgent("")));
    Expect.refused("user_memories_run_id_check", () -> dao.remember(NewMemory.of("x").inRun("")));
  }

  private List<String> texts(MemoryFilter filter) {
    return dao.listNewestFirst(filter, PAGE).items().stream().map(Memory::text).toList();
  }

  /** Another memory may be edited to the text of an archived, superseded or deleted one. */
  @Test
  void theTextOfAMemoryThatIsNotInUseIsFree() {
    List<Memory> inTheWay = new ArrayList<>();
    for (String text : List.of("is archived", "is superseded", "is deleted")) {
      inTheWay.add(memories.embedded(scope, text));
    }
    dao.archive(inTheWay.get(0).id());
    dao.supersede(inTheWay.get(1).id(), NewMemory.of("is better"));
    dao.delete(inTheWay.get(2).id());
    memories.events();
    Memory edited = memories.remember(scope, "is in use");
    for (Memory other : inTheWay) {
      edited = dao.update(edited.withText(other.text().toUpperCase(Locale.ROOT)));
      assertThat(dao.find(other.id())).isEmpty();
      assertThat(dao.findByText(other.text())).contains(edited);
    }
    assertThat(memories.events())
        .extracting(TestMemories::vector)
        .as("the others had lost theirs")
        .containsExactly(inTheWay.get(0).embeddingId().orElseThrow());
    Memory last = edited;
    memories.remember(scope, "is active");
    Expect.duplicate(
        "user_memories_tenant_id_user_id_memory_hash_key",
        () -> dao.update(last.withText("is active")));
  }

  @Test
  void theCallerChoosesTheSpelling() {
    Memory first = memories.embedded(scope, "The key is aB3x9");
    memories.events();
    NewMemory other = NewMemory.of("the key is AB3X9").byAgent("a");
    Memory kept = dao.remember(other).memory();
    assertThat(kept.text()).isEqualTo("The key is aB3x9");
    Memory newest = dao.remember(other.withSpelling(Spelling.NEWEST)).memory();
    assertThat(newest.id()).isEqualTo(first.id());
    assertThat(newest.text()).isEqualTo("the key is AB3X9");
    assertThat(newest.agentId()).contains("a");
    assertThat(past(first)).containsExactly("The key is aB3x9");
    assertThat(dao.remember(other.withSpelling(Spelling.NEWEST)).memory()).isEqualTo(newest);
    assertThat(past(first)).hasSize(1);
    assertThat(newest.embeddingId()).as("the same memory").isEqualTo(first.embeddingId());
    List<Remembered> many =
        dao.rememberAll(
            Stream.of("THE KEY IS AB3X9", "is new", "IS NEW", "The Key is ab3x9", "IS new")
                .map(text -> NewMemory.of(text).withSpelling(Spelling.NEWEST))
                .toList());
    assertThat(many)
        .extracting(one -> one.memory().text())
        .containsExactly("The Key is ab3x9", "IS new", "IS new", "The Key is ab3x9", "IS new");
    assertThat(dao.supersede(first.id(), other.withSpelling(Spelling.NEWEST)).memory().text())
        .isEqualTo("the key is AB3X9");
    List<Event> events = memories.events();
    assertThat(events).isEmpty();
    assertThat(memories.system().embeddings().claim(9, Duration.ofHours(1))).hasSize(1);
  }

  /** With none or two, the call could not return the superseding memory. */
  @Test
  void aMemoryIsSupersededByExactlyOne() {
    Memory old = memories.remember(scope, "Lives in Rome");
    for (String given : List.of("[]", "null", "[\"Lives in Oslo\", \"Lives in Bern\"]")) {
      assertThat(
              OwnSql.stateOf(
                  memories.as(scope),
                  "select supersede_memory('%s', '%s', jsonb_populate_record(null::new_memories, '{\"memory_text\": %s}'), null)"
                      .formatted(old.tenantId(), old.id(), given)))
          .as(given)
          .isEqualTo("22023");
    }
    assertThat(dao.get(old.id())).isEqualTo(old);
  }
}

package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.testing.Copy;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A memory is edited as it was read, or not at all. */
class MemoryEditsTest extends MemoryDaoFixture {

  @Test
  void anEditStoresEachThingUnderItsName() {
    Memory read =
        dao.remember(
                NewMemory.of("Edited as it was read")
                    .withCategory("hobby")
                    .withRelevance(0.25)
                    .withImportance(70)
                    .byAgent("agent")
                    .inRun("run")
                    .validFrom(Instant.EPOCH)
                    .expiringAt(Instant.parse("2901-01-01T00:00:00Z")))
            .memory();
    Memory edited = dao.update(read.withImportance(71));
    assertThat(edited)
        .usingRecursiveComparison()
        .ignoringFields("updatedAt")
        .isEqualTo(read.withImportance(71));
    assertThat(dao.get(read.id())).isEqualTo(edited);
  }

  /** By the time of the change, an edit of what was read before is refused. */
  @ParameterizedTest
  @MethodSource("edits")
  void anEditOfAnyOneThingChangesItsTime(UnaryOperator<Memory> edit) {
    Memory read = remember("Edited in one thing " + Ids.next());
    Memory asItWas = dao.update(read);
    assertThat(asItWas).as("nothing is edited").isEqualTo(read);
    Memory edited = dao.update(edit.apply(read));
    assertThat(edited.updatedAt()).isAfter(read.updatedAt());
    assertThat(edited)
        .usingRecursiveComparison()
        .ignoringFields("updatedAt", "version")
        .isEqualTo(edit.apply(read));
    Expect.changedSince("memory", read.id(), () -> dao.update(read.withRelevance(0.875)));
  }

  private static Stream<Named<UnaryOperator<Memory>>> edits() {
    return Stream.of(
        Named.of("text", memory -> memory.withText(memory.text() + ", and not as it was read")),
        Named.of("relevance", memory -> memory.withRelevance(0.125)),
        Named.of("type", memory -> memory.withType(MemoryType.FACT)),
        Named.of("category", memory -> memory.withCategory("work")),
        Named.of("importance", memory -> memory.withImportance(71)),
        Named.of("agent", memory -> memory.byAgent("agent")),
        Named.of("run", memory -> memory.inRun("run")),
        Named.of("valid from", memory -> memory.withValidFrom(Instant.EPOCH)),
        Named.of(
            "expires at", memory -> memory.withExpiresAt(Instant.parse("2901-01-01T00:00:00Z"))));
  }

  @Test
  void anEditTakesAnyTextButThatOfAnotherMemory() {
    Memory memory = remember("Lives in Berlin");
    remember("Lives in Bern");
    Expect.duplicate(
        "user_memories_tenant_id_user_id_memory_hash_key",
        () -> dao.update(memory.withText("LIVES IN BERN")));
    Memory moved = dao.update(memory.withText("Lives in Basel"));
    assertThat(moved.text()).isEqualTo("Lives in Basel");
    assertThat(moved.updatedAt()).isAfter(memory.updatedAt());
    assertThat(dao.findByText("lives in basel")).contains(moved);
    assertThat(dao.findByText("lives in berlin")).isEmpty();
    Memory rated = dao.update(moved.withImportance(99).withRelevance(0.5));
    assertThat(rated.importance()).isEqualTo(99);
    assertThat(rated.relevance()).isEqualTo(0.5);
    Memory classified = dao.update(rated.withType(MemoryType.FACT).withCategory("home"));
    assertThat(classified.type()).isEqualTo(MemoryType.FACT);
    assertThat(classified.category()).contains("home");
    assertThat(classified)
        .isEqualTo(
            Copy.of(
                memory,
                Map.of(
                    "text",
                    "Lives in Basel",
                    "relevance",
                    0.5,
                    "type",
                    MemoryType.FACT,
                    "category",
                    Optional.of("home"),
                    "importance",
                    99,
                    "version",
                    2,
                    "updatedAt",
                    classified.updatedAt())));
    Memory last = dao.update(classified.withCategory(null));
    assertThat(last.category()).isEmpty();
    Expect.refused(
        "user_memories_importance_score_check", () -> dao.update(last.withImportance(101)));
    Expect.refused("user_memories_memory_hash_check", () -> dao.update(last.withText(" ")));
    assertThat(dao.get(memory.id())).isEqualTo(last);
  }

  @Test
  void anEditOfAMemoryThatWasChangedSinceItWasReadIsRefusedAndChangesNothing() {
    Memory read = remember("Plays the flute");
    Memory changed = dao.update(read.withImportance(60));
    Expect.changedSince("memory", read.id(), () -> dao.update(read.withText("Plays the oboe")));
    Expect.changedSince("memory", read.id(), () -> dao.update(read.withImportance(101)));
    assertThat(dao.get(read.id())).isEqualTo(changed);
    dao.remember(NewMemory.of("plays the flute").withImportance(70));
    Expect.changedSince("memory", read.id(), () -> dao.update(changed.withText("Plays the oboe")));
    Memory current = dao.get(read.id());
    assertThat(dao.update(current.withText("Plays the oboe")).importance()).isEqualTo(70);
  }

  @Test
  void anEditKeepsTheVectorThatWasRecordedSinceTheMemoryWasRead() {
    Memory read = remember("Has a vector soon");
    memories.embed();
    Memory edited = dao.update(read.withImportance(60));
    assertThat(edited.embeddingId()).isPresent();
    assertThat(edited.importance()).isEqualTo(60);
  }

  @Test
  void oneOfEightConcurrentEditsOfOneReadingSucceeds() throws Exception {
    Memory read = remember("Is edited at once");
    List<Optional<Memory>> written =
        Parallel.run(
            IntStream.range(0, 8)
                .mapToObj(n -> read.withText("Was edited by " + n).withImportance(n + 1))
                .map(edited -> (Callable<Optional<Memory>>) () -> unlessChanged(edited))
                .toList());
    assertThat(written).containsOnlyOnce(Optional.of(dao.get(read.id())));
    assertThat(written.stream().filter(Optional::isEmpty)).hasSize(7);
  }

  private Optional<Memory> unlessChanged(Memory edited) {
    try {
      return Optional.of(dao.update(edited));
    } catch (ConflictException e) {
      return Optional.empty();
    }
  }
}

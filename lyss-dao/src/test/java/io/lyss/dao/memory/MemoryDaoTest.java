package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import io.lyss.throwaway.Growth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Memories are remembered once, listed, found and deleted by their user alone. */
class MemoryDaoTest extends MemoryDaoFixture {

  @Test
  void aMemoryIsStoredAsGiven() {
    UUID chat = Ids.next();
    Instant later = Instant.parse("2901-01-01T00:00:00Z");
    NewMemory given =
        NewMemory.of("Likes  Tea")
            .withType(MemoryType.PREFERENCE)
            .withCategory("hobby")
            .from(MemorySource.IMPORT, chat)
            .withRelevance(0.25)
            .withImportance(70)
            .byAgent("agent")
            .inRun("run")
            .validFrom(Instant.EPOCH)
            .expiringAt(later);
    Remembered remembered = dao.remember(given);
    Memory memory = remembered.memory();
    assertThat(remembered.isNew()).isTrue();
    assertThat(memory)
        .isEqualTo(
            new Memory(
                scope.tenantId(),
                given.id(),
                scope.userId(),
                "Likes  Tea",
                Optional.empty(),
                0.25,
                MemoryType.PREFERENCE,
                Optional.of("hobby"),
                MemorySource.IMPORT,
                Optional.of(chat),
                MemoryStatus.ACTIVE,
                70,
                Optional.of("agent"),
                Optional.of("run"),
                Optional.of(Instant.EPOCH),
                Optional.of(later),
                1,
                Optional.empty(),
                memory.createdAt(),
                memory.createdAt()));
    assertThat(dao.get(given.id())).isEqualTo(memory);
    assertThat(dao.findByText("likes tea")).contains(memory);
    assertThat(dao.findByText("likes coffee")).isEmpty();
  }

  @Test
  void theSameTextIsRememberedOnceWithTheHigherImportance() {
    Memory first = dao.remember(NewMemory.of("Has two cats").withImportance(40)).memory();
    Remembered again = dao.remember(NewMemory.of(" has TWO cats ").withImportance(60));
    assertThat(again.isNew()).isFalse();
    assertThat(again.memory().id()).isEqualTo(first.id());
    assertThat(again.memory().text()).isEqualTo("Has two cats");
    assertThat(again.memory().importance()).isEqualTo(60);
    assertThat(dao.remember(NewMemory.of("Has two cats").withImportance(1)).memory())
        .isEqualTo(again.memory());
  }

  @Test
  void rememberingAnArchivedOrDeletedTextMakesItsMemoryActive() {
    Memory archived = remember("Was in Rome");
    dao.archive(archived.id());
    assertThat(remember("was in rome").status()).isEqualTo(MemoryStatus.ACTIVE);
    dao.delete(archived.id());
    Remembered again = dao.remember(NewMemory.of("was in rome"));
    assertThat(again.isNew()).isFalse();
    assertThat(again.memory().id()).isEqualTo(archived.id());
    assertThat(again.memory().status()).isEqualTo(MemoryStatus.ACTIVE);
  }

  @Test
  void manyMemoriesAreReturnedInTheOrderGiven() {
    Memory known = remember("Speaks French");
    NewMemory plain = NewMemory.of("Plays chess").withImportance(20);
    NewMemory shouted = NewMemory.of("PLAYS CHESS").withImportance(30);
    List<Remembered> remembered =
        dao.rememberAll(
            List.of(plain, NewMemory.of("speaks french"), shouted, NewMemory.of("Sings")));
    assertThat(remembered)
        .extracting(one -> one.memory().text())
        .containsExactly("PLAYS CHESS", "Speaks French", "PLAYS CHESS", "Sings");
    assertThat(remembered).extracting(Remembered::isNew).containsExactly(false, false, true, true);
    assertThat(remembered.get(1).memory().id()).isEqualTo(known.id());
    assertThat(dao.rememberAll(List.of())).isEmpty();
  }

  @Test
  void allOfManyMemoriesAreRememberedOrNone() {
    Expect.refused(
        "user_memories_importance_score_check",
        () ->
            dao.rememberAll(
                List.of(NewMemory.of("is good"), NewMemory.of("is bad").withImportance(0))));
    assertThat(dao.findByText("is good")).isEmpty();
  }

  @Test
  void blankTextsAndValuesOutOfRangeAreRefused() {
    for (String blank : List.of("", "  ", "\t\n", "\u3000\u00a0\u2003\u2028\u0085", "\u200b")) {
      Expect.refused("user_memories_memory_hash_check", () -> remember(blank));
    }
    Expect.refused(
        "user_memories_importance_score_check",
        () -> dao.remember(NewMemory.of("too much").withImportance(101)));
    for (double relevance : List.of(-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY)) {
      Expect.refused(
          "user_memories_relevance_score_check",
          () -> dao.remember(NewMemory.of("too relevant").withRelevance(relevance)));
    }
    for (String category : List.of("", " work", "work ")) {
      Expect.refused(
          "user_memories_memory_category_check",
          () -> dao.remember(NewMemory.of("nowhere").withCategory(category)));
    }
    Expect.refused("", () -> dao.remember(NewMemory.of("long").withCategory("x".repeat(51))));
  }

  @Test
  void aMemoryHasABoundedText() {
    String longest = "é".repeat(10_000);
    Memory kept = dao.remember(NewMemory.of(longest)).memory();
    assertThat(dao.findByText(longest))
        .hasValueSatisfying(m -> assertThat(m.id()).isEqualTo(kept.id()));
    String refused = "user_memories_memory_text_check";
    Expect.refused(refused, () -> dao.remember(NewMemory.of(longest + "x")));
    Expect.refused(refused, () -> dao.update(dao.get(kept.id()).withText(longest + "x")));
    Expect.refused(refused, () -> dao.findByText("x".repeat(10_000_000)));
  }

  /** The server sorts combining marks; in quadratic time this text would take seconds. */
  @Test
  void theTimeToCompareCombiningMarksGrowsOnlyWithTheirNumber() throws Exception {
    assertThat(Growth.isLinear(1_250, marks -> dao.findByText("\u0301\u0316".repeat(marks / 2))))
        .isTrue();
  }

  @Test
  void aMissingMemoryIsNotFound() {
    UUID never = Ids.next();
    assertThat(dao.find(never)).isEmpty();
    Expect.notFound("memory", never, () -> dao.get(never));
    Memory anothers = memories.remember(memories.user(), "Is of another user");
    Expect.notFound("memory", anothers.id(), () -> dao.update(anothers.withText("x")));
    Expect.notFound("memory", anothers.id(), () -> dao.update(anothers.withImportance(1)));
    Expect.notFound("memory", anothers.id(), () -> dao.update(anothers.withRelevance(1)));
    Expect.notFound(
        "memory",
        anothers.id(),
        () -> dao.update(anothers.withType(MemoryType.FACT).withCategory(null)));
    Expect.notFound("memory", never, () -> dao.archive(never));
    Expect.notFound("memory", never, () -> dao.restore(never));
    Expect.notFound("memory", never, () -> dao.delete(never));
  }

  @Test
  void aDeletedMemoryIsNotChangedButCanBeRestored() {
    Memory memory = remember("Owns a boat");
    Memory deleted = dao.delete(memory.id());
    assertThat(deleted.status()).isEqualTo(MemoryStatus.DELETED);
    assertThat(deleted).isEqualTo(dao.get(memory.id()));
    for (Memory read : List.of(memory, deleted)) {
      Expect.notFound("memory", memory.id(), () -> dao.update(read.withText("Owns a ship")));
      Expect.notFound("memory", memory.id(), () -> dao.update(read.withImportance(1)));
    }
    Expect.notFound("memory", memory.id(), () -> dao.archive(memory.id()));
    Expect.notFound("memory", memory.id(), () -> dao.delete(memory.id()));
    assertThat(dao.restore(memory.id()).status()).isEqualTo(MemoryStatus.ACTIVE);
    assertThat(dao.archive(memory.id()).status()).isEqualTo(MemoryStatus.ARCHIVED);
    assertThat(dao.restore(memory.id()).status()).isEqualTo(MemoryStatus.ACTIVE);
  }

  @Test
  void deletingPublishesTheVectorToDelete() {
    Memory plain = memories.remember(scope, "Has no vector yet");
    dao.delete(plain.id());
    Memory embedded = memories.embedded(scope, "Has a vector");
    String vector = embedded.embeddingId().orElseThrow();
    assertThat(dao.delete(embedded.id()).embeddingId()).isEmpty();
    List<Event> events =
        memories.events().stream().filter(e -> e.tenantId().equals(scope.tenantId())).toList();
    assertThat(events)
        .filteredOn(event -> event.key().equals("memory:" + embedded.id()))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("memory.deleted");
              assertThat(event.actorId()).contains(scope.userId());
              assertThat(event.payload())
                  .isEqualTo(
                      new Json(
                          "{\"user_id\": \"%s\", \"embedding_id\": \"%s\"}"
                              .formatted(scope.userId(), vector)));
            });
    assertThat(events)
        .filteredOn(event -> event.key().equals("memory:" + plain.id()))
        .singleElement()
        .satisfies(e -> assertThat(e.payload().text()).contains("\"embedding_id\": null"));
    assertThat(dao.get(embedded.id()).embeddingId()).isEmpty();
  }

  @Test
  void listsAreOrderedAndFiltered() {
    MemoryDao own = memories.as(memories.user()).memories();
    Memory low = own.remember(NewMemory.of("one").withImportance(10)).memory();
    Memory high =
        own.remember(
                NewMemory.of("two")
                    .withImportance(90)
                    .withType(MemoryType.FACT)
                    .withCategory("work"))
            .memory();
    Memory middle = own.remember(NewMemory.of("three").withType(MemoryType.FACT)).memory();
    Memory alike = own.remember(NewMemory.of("four")).memory();
    MemoryFilter all = MemoryFilter.ACTIVE;
    for (int size = 1; size < 5; size++) {
      assertThat(Paging.all(size, page -> own.listNewestFirst(all, page)))
          .containsExactly(alike, middle, high, low);
      assertThat(Paging.all(size, page -> own.listMostImportantFirst(all, page)))
          .containsExactly(high, alike, middle, low);
    }
    assertThat(own.listNewestFirst(all.withType(MemoryType.FACT), PAGE).items())
        .containsExactly(middle, high);
    assertThat(own.listMostImportantFirst(all.withCategory("work"), PAGE).items())
        .containsExactly(high);
    Memory archived = own.archive(middle.id());
    own.delete(low.id());
    assertThat(own.listNewestFirst(all, PAGE).items()).containsExactly(alike, high);
    assertThat(own.listNewestFirst(MemoryFilter.of(MemoryStatus.ARCHIVED), PAGE).items())
        .containsExactly(archived);
    assertThat(own.listMostImportantFirst(MemoryFilter.of(MemoryStatus.DELETED), PAGE).items())
        .containsExactly(own.get(low.id()));
  }

  @Test
  void searchFindsEnglishAndChinese() {
    MemoryDao own = memories.as(memories.user()).memories();
    Memory english = own.remember(NewMemory.of("Is learning to play the violins")).memory();
    Memory chinese = own.remember(NewMemory.of("喜欢看天气预报和下棋")).memory();
    Memory apart = own.remember(NewMemory.of("天气很好，气预，预报不准")).memory();
    Memory mixed = own.remember(NewMemory.of("用ＪＡＶＡ写程序")).memory();
    assertThat(own.search("learned violin", PAGE).items()).containsExactly(english);
    assertThat(own.search("the", PAGE).items()).isEmpty();
    assertThat(own.search("下棋", PAGE).items()).containsExactly(chinese);
    assertThat(own.search("棋", PAGE).items()).containsExactly(chinese);
    assertThat(own.search("天气预报", PAGE).items()).containsExactly(chinese);
    assertThat(own.search("java 程序", PAGE).items()).containsExactly(mixed);
    assertThat(Paging.all(1, page -> own.search("天气", page))).containsExactly(apart, chinese);
    own.archive(chinese.id());
    own.delete(apart.id());
    assertThat(own.search("天气", PAGE).items()).isEmpty();
    own.update(english.withText("Gave up music"));
    assertThat(own.search("violin", PAGE).items()).isEmpty();
  }

  @Test
  void memoriesAndAssociationsNeedTheScopeOfAUser() {
    Expect.needsUser(() -> memories.system().memories());
    Expect.needsUser(() -> memories.system().associations());
  }
}

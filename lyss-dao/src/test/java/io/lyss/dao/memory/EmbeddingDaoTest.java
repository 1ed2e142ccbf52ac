package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Paging;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddingDaoTest extends MemoryServiceTest {

  private static final Duration LEASE = Duration.ofHours(1);
  private static final PageRequest PAGE = PageRequest.first(100);
  private static final int ATTEMPTS = 10;

  private final Scope.TenantUser scope = memories.user();
  private final MemoryDao dao = memories.as(scope).memories();
  private final EmbeddingDao embeddings = memories.system().embeddings();

  @BeforeEach
  void emptyTheQueue() {
    memories.database().execute("truncate lyss_memory.user_memories cascade");
    memories.events();
  }

  private ClaimedMemory claim() {
    List<ClaimedMemory> claimed = embeddings.claim(10, LEASE);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private void nothingToClaim() {
    assertThat(embeddings.claim(10, LEASE)).isEmpty();
  }

  @Test
  void aNewMemoryIsEmbeddedOnce() {
    Memory memory = memories.remember(scope, "Drinks tea");
    ClaimedMemory claimed = claim();
    assertThat(claimed)
        .isEqualTo(
            new ClaimedMemory(
                scope.tenantId(),
                scope.userId(),
                memory.id(),
                "Drinks tea",
                claimed.embeddingId()));
    nothingToClaim();
    assertThat(embeddings.markDone(claimed)).isTrue();
    Memory embedded = dao.get(memory.id());
    assertThat(embedded.embeddingId()).contains(claimed.embeddingId());
    assertThat(embedded.updatedAt()).isEqualTo(memory.updatedAt());
    memories.letTimePass();
    nothingToClaim();
  }

  @Test
  void claimsFirstWhatHasWaitedLongest() {
    Memory first = memories.remember(scope, "one");
    Memory second = memories.remember(memories.user(), "two");
    memories.remember(scope, "three");
    assertThat(embeddings.claim(2, LEASE))
        .extracting(ClaimedMemory::id)
        .containsExactlyInAnyOrder(first.id(), second.id());
    assertThat(embeddings.claim(2, LEASE)).hasSize(1);
  }

  @Test
  void aTextChangedMeanwhileIsEmbeddedAgain() {
    Memory memory = memories.remember(scope, "Drinks tea");
    ClaimedMemory stale = claim();
    dao.update(memory.withText("Drinks coffee"));
    ClaimedMemory fresh = claim();
    assertThat(fresh.text()).isEqualTo("Drinks coffee");
    assertThat(embeddings.markDone(stale)).isFalse();
    assertThat(dropped()).containsExactly(stale.embeddingId());
    assertThat(dao.get(memory.id()).embeddingId()).isEmpty();
    assertThat(embeddings.markDone(fresh)).isTrue();
    assertThat(dao.get(memory.id()).embeddingId()).contains(fresh.embeddingId());
    assertThat(dropped()).isEmpty();
    nothingToClaim();
  }

  /** The vectors that were published to be deleted. */
  private List<String> dropped() {
    return memories.events().stream().map(TestMemories::vector).toList();
  }

  @Test
  void theVectorOfTheNewTextReplacesTheEarlierOne() {
    Memory memory = memories.embedded(scope, "Drinks tea");
    dao.update(memory.withText("Drinks coffee"));
    assertThat(dao.get(memory.id()).embeddingId())
        .as("found by the old one meanwhile")
        .isEqualTo(memory.embeddingId());
    ClaimedMemory coffee = claim();
    assertThat(embeddings.markDone(coffee)).isTrue();
    assertThat(dropped()).containsExactly(memory.embeddingId().get());
    assertThat(dao.listByVectorIds(List.of(new VectorMatch(coffee.embeddingId(), 1)))).hasSize(1);
    assertThat(dao.listByVectorIds(List.of(new VectorMatch(memory.embeddingId().get(), 1))))
        .isEmpty();
  }

  @Test
  void anEqualTextOrAReturnToTheEarlierOneNeedsNoNewVector() {
    Memory memory = memories.embedded(scope, "Drinks tea");
    Memory same = dao.update(memory.withText("drinks  TEA"));
    nothingToClaim();
    Memory other = dao.update(same.withText("drinks coffee"));
    Memory again = dao.update(other.withText("drinks tea"));
    nothingToClaim();
    dao.update(again.withImportance(3));
    nothingToClaim();
  }

  @Test
  void aMemoryThatIsNotActiveIsNotEmbedded() {
    Memory memory = memories.remember(scope, "Drinks tea");
    ClaimedMemory early = claim();
    dao.archive(memory.id());
    memories.letTimePass();
    nothingToClaim();
    assertThat(embeddings.markDone(early)).isFalse();
    dao.restore(memory.id());
    assertThat(embeddings.markDone(early)).as("its claim is lost").isFalse();
    ClaimedMemory late = claim();
    assertThat(embeddings.markDone(late)).isTrue();
    dao.archive(memory.id());
    dao.restore(memory.id());
    nothingToClaim();
    assertThat(dao.get(memory.id()).embeddingId())
        .as("kept in the archive")
        .contains(late.embeddingId());
    dao.delete(memory.id());
    nothingToClaim();
    dao.restore(memory.id());
    assertThat(claim().id()).as("deleting has taken the vector").isEqualTo(memory.id());
  }

  /** The vector of a lost claim is not accepted, because its deletion may have been published. */
  @Test
  void keepsTheVectorOfTheWorkerThatHoldsTheClaim() {
    Memory memory = memories.remember(scope, "Drinks tea");
    ClaimedMemory slow = claim();
    memories.letTimePass();
    ClaimedMemory fast = claim();
    assertThat(fast.embeddingId()).isNotEqualTo(slow.embeddingId());
    assertThat(embeddings.markFailed(slow, "too slow")).as("is another's").isFalse();
    assertThat(embeddings.markDone(slow)).isFalse();
    assertThat(embeddings.markDone(fast)).isTrue();
    assertThat(embeddings.markDone(slow)).isFalse();
    assertThat(embeddings.markDone(fast)).as("again").isTrue();
    assertThat(dropped()).containsOnly(slow.embeddingId());
    assertThat(dao.get(memory.id()).embeddingId()).contains(fast.embeddingId());
  }

  /** Unless another worker has claimed it. */
  @Test
  void aWorkerWhoseLeaseHasEndedStillHoldsItsClaim() {
    memories.remember(scope, "Drinks tea");
    ClaimedMemory late = claim();
    memories.letTimePass();
    assertThat(embeddings.markDone(late)).isTrue();
  }

  @Test
  void theVectorOfAnErasedMemoryIsDropped() {
    memories.remember(scope, "Drinks tea");
    ClaimedMemory claimed = claim();
    memories.system().personalData().erase(scope.tenantId(), scope.userId(), 100);
    memories.events();
    assertThat(embeddings.markDone(claimed)).isFalse();
    assertThat(dropped()).containsExactly(claimed.embeddingId());
    assertThat(embeddings.markFailed(claimed, "too late")).isFalse();
  }

  /** A worker that got no answer repeats its report, even after the memory was deleted. */
  @Test
  void aRepeatedReportBringsNoDeletedVectorBack() {
    Memory memory = memories.remember(scope, "Drinks tea");
    ClaimedMemory claimed = claim();
    assertThat(embeddings.markDone(claimed)).isTrue();
    dao.delete(memory.id());
    dao.restore(memory.id());
    assertThat(embeddings.markDone(claimed)).isFalse();
    assertThat(dao.get(memory.id()).embeddingId()).isEmpty();
    assertThat(claim().embeddingId()).isNotEqualTo(claimed.embeddingId());
  }

  /**
   * The vector database is not restored: it has vectors of memories and texts that are gone here.
   */
  @Test
  void afterARestoreTheReportOfEveryVectorNamesThoseThatNoMemoryHas() {
    Memory kept = memories.embedded(scope, "Drinks tea");
    Memory edited = memories.embedded(scope, "Drinks milk");
    Memory later = memories.embedded(scope, "Drinks coffee");
    memories
        .database()
        .execute(
            "delete from lyss_memory.user_memories where id = '%s';".formatted(later.id())
                + "update lyss_memory.user_memories set embedding_id = 'of before' where id = '%s'"
                    .formatted(edited.id()));
    memories.events();
    assertThat(embeddings.markDone(vectorOf(kept))).isTrue();
    assertThat(embeddings.markDone(vectorOf(edited))).isFalse();
    assertThat(embeddings.markDone(vectorOf(later))).isFalse();
    assertThat(dropped())
        .containsExactlyInAnyOrder(
            edited.embeddingId().orElseThrow(), later.embeddingId().orElseThrow());
    assertThat(dao.get(kept.id())).isEqualTo(kept);
    assertThat(dao.get(edited.id()).embeddingId()).contains("of before");
  }

  /** What a host stores with each vector. */
  private static ClaimedMemory vectorOf(Memory memory) {
    return new ClaimedMemory(
        memory.tenantId(),
        memory.userId(),
        memory.id(),
        memory.text(),
        memory.embeddingId().orElseThrow());
  }

  @Test
  void retriesAFailureAfterAPauseUntilTheLastAttempt() {
    Memory memory = memories.remember(scope, "Drinks tea");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      memories.letTimePass();
      assertThat(embeddings.markFailed(claim(), "no answer, time " + attempt)).isTrue();
      nothingToClaim();
    }
    memories.letTimePass();
    nothingToClaim();
    FailedEmbedding failed =
        new FailedEmbedding(
            scope.tenantId(),
            scope.userId(),
            memory.id(),
            ATTEMPTS,
            Optional.of("no answer, time " + ATTEMPTS));
    assertThat(embeddings.listFailed(PAGE).items()).containsExactly(failed);
    assertThat(embeddings.retryFailed()).isEqualTo(1);
    assertThat(embeddings.listFailed(PAGE).items()).isEmpty();
    assertThat(embeddings.markDone(claim())).isTrue();
  }

  @Test
  void givesUpATextThatKillsItsWorkers() {
    memories.remember(scope, "Drinks tea");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      claim();
      memories.letTimePass();
    }
    nothingToClaim();
    assertThat(embeddings.listFailed(PAGE).items())
        .singleElement()
        .satisfies(failed -> assertThat(failed.error()).isEmpty());
  }

  @Test
  void theLastAttemptMaySucceedAndAChangedTextIsCountedAnew() {
    Memory first = memories.remember(scope, "one");
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      claim();
      memories.letTimePass();
    }
    assertThat(embeddings.markDone(claim())).isTrue();
    assertThat(dao.get(first.id()).embeddingId()).isPresent();
    Memory second = memories.remember(scope, "two");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      embeddings.markFailed(claim(), "no answer");
      memories.letTimePass();
    }
    dao.update(second.withText("three"));
    assertThat(embeddings.listFailed(PAGE).items()).isEmpty();
    assertThat(claim().text()).isEqualTo("three");
  }

  @Test
  void listsFailedEmbeddingsInPages() {
    for (int i = 0; i < 5; i++) {
      memories.remember(scope, "fact " + i);
    }
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      embeddings.claim(10, LEASE).forEach(claimed -> embeddings.markFailed(claimed, "no"));
      memories.letTimePass();
    }
    List<FailedEmbedding> all = embeddings.listFailed(PAGE).items();
    assertThat(all).hasSize(5);
    assertThat(Paging.all(2, embeddings::listFailed)).isEqualTo(all);
  }

  @Test
  void systemWorkReadsTextsOnlyByClaimingThem() {
    memories.remember(scope, "Drinks tea");
    for (String column : List.of("memory_text", "memory_hash", "embedded_hash", "*")) {
      assertThat(OwnSql.stateOf(memories.system(), "select " + column + " from user_memories"))
          .as(column)
          .isEqualTo("42501");
    }
    assertThat(OwnSql.stateOf(memories.system(), "select id, status from user_memories"))
        .isEqualTo("00000");
    assertThat(OwnSql.stateOf(memories.system(), "delete from user_memories")).isEqualTo("42501");
  }

  @Test
  void noStatementOfAUserDeletesAMemoryOrChangesItsEmbedding() {
    memories.remember(scope, "Drinks tea");
    MemorySession session = memories.as(scope);
    for (String change :
        List.of(
            "update user_memories set status = 'deleted'",
            "update user_memories set status = 'superseded'",
            "update user_memories set memory_text = 'x'",
            "insert into memory_versions select tenant_id, user_id, id, 1, 'x' from user_memories",
            "delete from memory_versions",
            "update user_memories set embed_at = null",
            "update user_memories set embedding_id = 'x', embedded_hash = memory_hash",
            "update user_memories set user_id = id",
            "delete from user_memories")) {
      assertThat(OwnSql.stateOf(session, change)).as(change).isEqualTo("42501");
    }
  }
}

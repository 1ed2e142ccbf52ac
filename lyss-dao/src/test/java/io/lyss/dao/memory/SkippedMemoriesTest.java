package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Scope;
import io.lyss.dao.session.Job;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Memories that somebody has locked hold up no younger ones: as many expire, and as many are
 * claimed by a worker, as the limit says. In the rows here, each is older than the next.
 */
class SkippedMemoriesTest extends MemoryServiceTest {

  private static final int ROWS = 12;
  private static final Duration MONTH = Duration.ofDays(30);

  private final List<UUID> rows = new ArrayList<>();

  private List<Scope.TenantUser> users = List.of();
  private Connection other;

  @BeforeEach
  void remember() throws Exception {
    memories.database().execute("truncate lyss_memory.user_memories cascade");
    rows.clear();
    users = List.of(memories.user(), memories.user());
    Instant now = Instant.now();
    for (int n = 0; n < ROWS; n++) {
      rows.add(
          memories
              .as(users.get(n % 2))
              .memories()
              .remember(NewMemory.of("fact " + n).expiringAt(now.plusSeconds(3600 + n)))
              .memory()
              .id());
    }
    other = memories.database().dataSource().getConnection();
    other.setAutoCommit(false);
    lock(10);
  }

  /** Locks the oldest, each of a known tenant, as Citus asks for. */
  private void lock(int count) throws Exception {
    try (Statement statement = other.createStatement()) {
      for (int n = 0; n < count; n++) {
        statement.execute(
            "select id from lyss_memory.user_memories where tenant_id = '%s' and user_id = '%s' and id = '%s' for update"
                .formatted(users.get(n % 2).tenantId(), users.get(n % 2).userId(), rows.get(n)));
      }
    }
  }

  @AfterEach
  void release() throws Exception {
    other.close();
  }

  @Test
  void theOldestThatNobodyHasLockedExpire() throws Exception {
    memories.moveClock(Duration.ofDays(1));
    assertThat(memories.system().maintenance().expire(2)).isEqualTo(2);
    assertThat(memories.system().maintenance().expire(100)).isZero();
    assertThat(
            memories.query(
                "select id from lyss_memory.user_memories where status = 'deleted' order by id"))
        .containsExactlyInAnyOrder(rows.get(10).toString(), rows.get(11).toString());
    other.rollback();
    assertThat(memories.system().maintenance().expire(100)).isEqualTo(10);
  }

  @Test
  void theOldestThatNobodyHasLockedAreClaimed() throws Exception {
    EmbeddingDao embeddings = memories.system().embeddings();
    assertThat(embeddings.claim(2, Duration.ofHours(1)))
        .extracting(ClaimedMemory::id)
        .containsExactlyInAnyOrder(rows.get(10), rows.get(11));
    assertThat(embeddings.claim(2, Duration.ofHours(1))).isEmpty();
    other.rollback();
    assertThat(embeddings.claim(2, Duration.ofHours(1)))
        .extracting(ClaimedMemory::id)
        .containsExactlyInAnyOrder(rows.get(0), rows.get(1));
  }

  /**
   * The job purges more at a time than there are here, so it reports what it cannot purge; what
   * follows asks for as many as are locked.
   */
  @Test
  void thoseThatAreLockedKeepNoOthersFromBeingPurged() throws Exception {
    other.rollback();
    memories.database().execute("update lyss_memory.user_memories set status = 'deleted'");
    memories.moveClock(MONTH.plusDays(1));
    lock(ROWS);
    runPurge();
    assertThat(purge().error().orElseThrow())
        .startsWith("12 rows are passed over, as somebody has locked or changed them");
    other.rollback();
    lock(4);
    MaintenanceDao maintenance = memories.system().maintenance();
    long purged = 0;
    for (int n = 0; n < 1000 && purged < ROWS - 4; n++) {
      purged += maintenance.purge(MONTH, 4);
    }
    assertThat(purged).isEqualTo(ROWS - 4);
    other.rollback();
    runPurge();
    assertThat(purge().error()).isEmpty();
    assertThat(purge().done()).hasValue(4);
  }

  private void runPurge() {
    memories
        .database()
        .execute(
            "set search_path = lyss_memory;"
                + " insert into jobs (name, due_at)"
                + " select name, 'infinity' from maintenance on conflict (name) do update"
                + " set due_at = excluded.due_at;"
                + " update jobs set due_at = null where name = 'purge of memories'");
    memories.system().jobs().runDue(Duration.ZERO);
  }

  private Job purge() {
    return memories.system().jobs().list().stream()
        .filter(job -> job.name().equals("purge of memories"))
        .findAny()
        .orElseThrow();
  }
}

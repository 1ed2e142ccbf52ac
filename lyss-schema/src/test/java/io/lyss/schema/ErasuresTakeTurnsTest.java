package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lyss.schema.chat.ChatSubject;
import io.lyss.schema.memory.MemorySubject;
import io.lyss.schema.platform.PlatformSubject;
import io.lyss.schema.service.Persona;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/**
 * Only one transaction at a time erases or purges, be it a job or a call of a host. Others wait for
 * it as long as for a lock, and are told who it is.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@OneIn(6)
class ErasuresTakeTurnsTest extends PersonTest {

  private static final String BEGUN =
      """
      set local session_replication_role = replica;
      insert into erasures (%1$s, reason) values (%2$s, 'begun')
      on conflict (%1$s) do update set erased_at = null
      """;

  private String key() {
    return subject instanceof PlatformSubject ? "user_id" : "tenant_id, user_id";
  }

  /** What erases or purges here; the erasures are of two persons. */
  private List<String> turns(String other) {
    List<String> turns =
        new ArrayList<>(
            List.of(
                "select from erase_user(%s)".formatted(person),
                "select from erase_user(%s)".formatted(other),
                "select finish_erasures()"));
    turns.addAll(purges());
    return turns;
  }

  private List<String> purges() {
    if (subject instanceof PlatformSubject) {
      return List.of(
          "select purge_conversations('0 s', 100)", "select delete_empty_conversations('0 s')");
    } else if (subject instanceof ChatSubject) {
      return List.of("select purge_conversations('0 s', 100)");
    } else if (subject instanceof MemorySubject) {
      return List.of("select purge_memories('0 s', 100)");
    }
    return List.of();
  }

  @Test
  void onlyOneIsAtWorkAndOthersAreToldWhichSessionItIs() throws SQLException {
    boolean platform = subject instanceof PlatformSubject;
    String bob = platform ? "2" : "'" + Persona.ACME + "', '" + Persona.BOB_ID + "'";
    superuser.change(BEGUN.formatted(key(), person));
    superuser.change(BEGUN.formatted(key(), bob));
    Connection first = database.app();
    Connection second = database.app();
    int pid = first.unwrap(PGConnection.class).getBackendPID();
    for (String turn : turns(bob)) {
      for (String other : turns(bob)) {
        begin(first, "0");
        run(first, turn);
        assertThat(one(first, "select current_setting('lock_timeout')"))
            .as("how long %s waits, for which others may wait", turn)
            .isEqualTo("2s");
        begin(second, "10ms");
        assertThatThrownBy(() -> run(second, other))
            .as("%s beside %s", other, turn)
            .isInstanceOfSatisfying(
                PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"))
            .hasMessageContaining(
                "another transaction erases or purges: process %d has held the lock"
                    .formatted(pid));
        second.rollback();
        first.rollback();
        begin(second, "10min");
        run(second, other);
        second.rollback();
      }
    }
  }

  /** An erasure deletes messages before their conversation, and a purge the conversation first. */
  @Test
  void noneEndsInADeadlockWithAnother() throws Exception {
    assumeThat(purges()).as("purges of this database").isNotEmpty();
    if (subject instanceof MemorySubject) {
      superuser.change("update user_memories set status = 'deleted', embedding_id = null");
    } else if (subject instanceof ChatSubject) {
      superuser.change("update conversations set status = 'deleted', deleted_at = '2020-01-01'");
    }
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Connection observer = database.superuser()) {
      Connection host = database.app();
      Connection job = database.app();
      begin(host, "10min");
      begin(job, "10min");
      run(host, "select from erase_user(%s, 1)".formatted(person));
      Future<?> purge =
          thread.submit(
              () -> {
                run(job, purges().get(0));
                return null;
              });
      LockWaits.awaitWaitOrEnd(purge, observer);
      assertThat(purge.isDone()).as("it waits").isFalse();
      run(host, "select from erase_user(%s, 1000)".formatted(person));
      host.commit();
      purge.get();
      job.commit();
    } finally {
      thread.shutdownNow();
    }
  }

  /** PostgreSQL says no more of it than that a lock was not free in time. */
  @Test
  void anErasureSaysWhoHasLockedItsRows() throws SQLException {
    Connection host = database.superuser();
    host.setAutoCommit(false);
    boolean locked = false;
    for (Object table :
        superuser.column("select table_name from personal_tables() where erasure = 'delete'")) {
      Object theirs = superuser.value("select belongs_to_person(?, ?, ?)", table, tenant, id);
      if (one(host, "select 1 from %s where %s for update".formatted(table, theirs)) != null) {
        locked = true;
      }
    }
    assertThat(locked).as("the person has rows").isTrue();
    String says =
        "rows that are to be erased are locked: %s was locked: process %d has held a lock on rows of"
            .formatted("\\w+", host.unwrap(PGConnection.class).getBackendPID());
    Connection app = database.app();
    begin(app, "10ms");
    assertThatThrownBy(() -> run(app, "select from erase_user(%s)".formatted(person)))
        .isInstanceOfSatisfying(
            PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"))
        .hasMessageFindingMatch(says);
    app.rollback();
    superuser.change(BEGUN.formatted(key(), person));
    begin(app, "10ms");
    run(app, "select finish_erasures()");
    assertThat((String) one(app, "select max(error) from erasures where erased_at is null"))
        .as("what the job has noted")
        .containsPattern(says);
    app.rollback();
    host.rollback();
  }

  private void begin(Connection connection, String lockTimeout) throws SQLException {
    connection.setAutoCommit(false);
    subject.asSystem(connection, "a test").bind();
    run(connection, "set local lock_timeout = '%s'".formatted(lockTimeout));
  }

  private static @Nullable Object one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getObject(1) : null;
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      try (ResultSet all = rows ? statement.getResultSet() : null) {
        while (all != null && all.next()) {
          // reads them all
        }
      }
    }
  }
}

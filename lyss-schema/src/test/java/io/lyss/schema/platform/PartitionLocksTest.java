package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LockWaits;
import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Partition work beside an application: a transaction of the application is open, the work begins,
 * and while PostgreSQL reports that it waits, or after it has given up, that transaction and others
 * go on. JobsBesideHostsTest has every table of every database, and only their locks; this has what
 * an application says.
 */
@OneIn(3)
class PartitionLocksTest {

  /** What readers and writers do, of every kind. */
  private static final List<String> STATEMENTS =
      List.of(
          "select count(*) from messages",
          "select * from search_messages('weather', 9)",
          "update conversations set title = 'renamed' where id = 1",
          "select append_messages(1, array[gen_random_uuid()], '{user}', '{hello}', '{\"{}\"}')",
          "insert into usage_statistics (user_id, provider_id, conversation_id) values (2, 1, 1)",
          "select count(*) from usage_statistics",
          "insert into audit_logs (user_id, action, resource_type) values (2, 'a', 'r')",
          "select count(*) from audit_logs",
          "delete from conversations where id = 900");

  private static final String OLD =
      "insert into messages (conversation_id, user_id, sequence, idempotency_key, role, content,"
          + " created_at) select 1, 2, 1000 + n, gen_random_uuid(), 'user', 'old', '%s'"
          + " from generate_series(1, 100) as n";

  private OwnedDatabase platform;
  private Connection observer;
  private Scoped superuser;
  private Connection job;
  private Scoped system;
  private ExecutorService thread;

  @BeforeEach
  void open() throws SQLException {
    platform = Platform.withOrganisation();
    observer = platform.superuser();
    superuser = Scoped.asLogin(observer);
    superuser.change(
        "insert into conversations (id, user_id, provider_id, title)"
            + " overriding system value values (900, 2, 1, 'goes')");
    job = platform.app();
    system = Scoped.asSystem(job, "a test");
    thread = Executors.newSingleThreadExecutor();
  }

  @AfterEach
  void close() throws SQLException {
    thread.shutdownNow();
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create_monthly_partition('messages', '2018-01-01')",
        "create_monthly_partition('usage_statistics', '2019-01-01')",
        "drop_expired_partitions('usage_statistics', 1)",
      })
  @OneIn(3)
  void holdsUpNobody(String work) throws Exception {
    superuser.change(OLD.formatted("2018-01-05"));
    for (String table : List.of("messages", "usage_statistics")) {
      system.value("select create_monthly_partition(?::regclass, '2017-05-01')", table);
    }
    assertThat(refusedWhileItHoldsUpNobody(work)).isPositive();
  }

  /** Each step of moving many rows, and the last, which replaces the default partition. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void noStepOfMovingRowsHoldsUpAnybody(int before) throws Exception {
    superuser.change(OLD.formatted("2018-01-05"));
    for (int step = 0; step < before; step++) {
      assertThat(system.value("select move_default_rows('messages')")).isEqualTo(true);
    }
    int refused = refusedWhileItHoldsUpNobody("move_default_rows('messages')");
    // copying, and noting who is in a transaction, take no lock that anybody else needs
    assertThat(refused > 0).isEqualTo(before == 0 || before == 3);
  }

  private int refusedWhileItHoldsUpNobody(String work) throws Exception {
    Connection other = platform.app();
    int pid = (int) Scoped.asLogin(other).value("select pg_backend_pid()");
    Scoped third = Scoped.asUser(platform.app(), 2);
    int refused = 0;
    for (String first : STATEMENTS) {
      other.setAutoCommit(false);
      Scoped.asUser(other, 2).bind();
      execute(other, first);
      Future<Outcome> outcome =
          thread.submit(() -> system.attempt("set local lock_timeout = '50ms'; select " + work));
      LockWaits.awaitWaitOrEnd(outcome, observer);
      for (String statement : STATEMENTS) {
        if (!areOfOneRow(first, statement)) {
          assertThat(third.attempt("set local lock_timeout = '1s'; " + statement).sqlState())
              .as("%s; %s; another's %s", first, work, statement)
              .isEmpty();
        }
      }
      for (String next : STATEMENTS) {
        execute(other, next); // fails if this transaction is the victim of a deadlock
      }
      Outcome ended = outcome.get();
      if (!ended.sqlState().isEmpty()) {
        refused++;
        assertThat(ended.sqlState()).as(ended.text()).isEqualTo("55P03");
        assertThat(ended.text()).contains("process " + pid + " has held");
      }
      other.rollback();
    }
    assertThat(system.attempt("select " + work).sqlState()).isEmpty();
    return refused;
  }

  /** Those wait for each other, work or no work. */
  private static boolean areOfOneRow(String first, String second) {
    return List.of("update", "select append").stream().anyMatch(first::startsWith)
            && List.of("update", "select append").stream().anyMatch(second::startsWith)
        || first.startsWith("delete") && second.startsWith("delete");
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (var prepared = connection.createStatement()) {
      prepared.execute("set local lock_timeout = '1s'; " + statement);
    }
  }
}

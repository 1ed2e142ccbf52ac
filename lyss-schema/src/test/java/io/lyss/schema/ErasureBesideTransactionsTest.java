package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a transaction writes about a person that is open during their erasure is erased, too, once
 * it is committed, and only then is the erasure done.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@OneIn(6)
class ErasureBesideTransactionsTest extends PersonTest {

  /** The tables of which an erasure deletes rows, with how many are the person's. */
  private Map<String, Long> kept;

  private Connection request;

  @BeforeEach
  void takeTheRowsOut() throws SQLException {
    request = database.superuser();
    kept = rows();
    kept.values().removeIf(count -> count == 0);
    superuser.change("create schema aside");
    for (String table : kept.keySet()) {
      superuser.change(
          "create table aside.%1$s as select tableoid as its_table, ctid as its_place, * from %1$s where %2$s"
              .formatted(table, of(table)));
    }
    for (String table : kept.keySet()) {
      superuser.change(
          """
          set local session_replication_role = replica;
          delete from %1$s where (tableoid, ctid) in (select its_table, its_place from aside.%1$s)
          """
              .formatted(table));
    }
    assertThat(rows().values()).containsOnly(0L);
  }

  private String of(String table) throws SQLException {
    return (String) superuser.value("select belongs_to_person(?, ?, ?)", table, tenant, id);
  }

  private Map<String, Long> rows() throws SQLException {
    Map<String, Long> rows = new TreeMap<>();
    for (Object table :
        superuser.column("select table_name from personal_tables() where erasure = 'delete'")) {
      String name = (String) table;
      rows.put(
          name,
          (Long) superuser.value("select count(*) from %s where %s".formatted(name, of(name))));
    }
    return rows;
  }

  /** Begins a transaction, which as yet has neither read nor written a row. */
  private void begin() throws SQLException {
    request.setAutoCommit(false);
    run("set local session_replication_role = replica");
  }

  /** Puts the rows back, in the open transaction. */
  private void write() throws SQLException {
    for (String table : kept.keySet()) {
      String columns =
          (String)
              superuser.value(
                  "select string_agg(quote_ident(attname), ', ') from pg_attribute"
                      + " where attrelid = ?::regclass and attnum > 0 and not attisdropped"
                      + " and attgenerated = ''",
                  table);
      run(
          "insert into %1$s (%2$s) overriding system value select %2$s from aside.%1$s"
              .formatted(table, columns));
    }
  }

  private void run(String sql) throws SQLException {
    try (var statement = request.createStatement()) {
      statement.execute(sql);
    }
  }

  private boolean erase() throws SQLException {
    return (boolean)
        system.value("select erased_at is not null from erase_user(%s)".formatted(person));
  }

  private long job() throws SQLException {
    return (long) system.value("select finish_erasures()");
  }

  private boolean done() throws SQLException {
    return (boolean)
        superuser.value(
            "select erased_at is not null from erasures where user_id = '%s' and %s"
                .formatted(id, tenant));
  }

  /** How often it was published, or recorded in PLATFORM, that the person is erased. */
  private long announced() throws SQLException {
    return (long)
        superuser.value(
            tenant.equals("true")
                ? "select count(*) from audit_logs where action = 'erase_user'"
                : "select count(*) from outbox_events where type = 'user.erased' and key = 'user:%s'"
                    .formatted(id));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatATransactionWritesThatIsOpenMeanwhileIsErasedOnceItIsCommitted(boolean hasWritten)
      throws SQLException {
    long before = announced();
    begin();
    if (hasWritten) {
      write();
    }
    assertThat(erase()).as("while a transaction is open").isFalse();
    assertThat(job()).as("the job waits for it, and does nothing meanwhile").isZero();
    assertThat(erase()).as("called again").isFalse();
    assertThat(announced()).isEqualTo(before);

    if (!hasWritten) {
      write();
    }
    request.commit();
    assertThat(rows()).containsAllEntriesOf(kept);

    while (job() > 0) {}

    isErased();
    assertThat(announced()).isEqualTo(before + 1);
  }

  private void isErased() throws SQLException {
    assertThat(done()).isTrue();
    assertThat(rows().values()).containsOnly(0L);
    assertThat(
            superuser.value(
                "select awaits = '{}' from erasures where user_id = '%s' and %s"
                    .formatted(id, tenant)))
        .isEqualTo(true);
    assertThat(
            superuser.value(
                "select coalesce((counts ->> 'users')::integer, 1) from erasures where user_id = '%s' and %s"
                    .formatted(id, tenant)))
        .as("the one row of the user, however many steps it took")
        .isEqualTo(1);
  }

  @Test
  void andWhatIsPreparedAndCommittedInASecondPhase() throws SQLException {
    begin();
    assertThat(erase()).isFalse();
    write();
    run("prepare transaction 'erasure of %s'".formatted(subject.schema()));
    try {
      assertThat(job()).as("the transaction has left its session").isEqualTo(1);
      assertThat(done()).isFalse();
      assertThat(job()).isZero();
    } finally {
      request.setAutoCommit(true);
      run("commit prepared 'erasure of %s'".formatted(subject.schema()));
    }
    assertThat(rows()).containsAllEntriesOf(kept);

    while (job() > 0) {}

    isErased();
  }

  /** Somebody is always at work. */
  @Test
  void transactionsThatBeganLaterAreNotAwaited() throws SQLException {
    begin();
    assertThat(erase()).isFalse();
    Connection later = database.superuser();
    later.setAutoCommit(false);
    later.createStatement().execute("select 1");

    request.rollback();

    assertThat(job()).isEqualTo(1);
    assertThat(done()).isTrue();
    later.rollback();
  }

  @Test
  void whereNoTransactionIsOpenOneCallIsEnough() throws SQLException {
    assertThat(erase()).isTrue();
  }

  /** Connecting is a transaction, too, which ends before the session may ask anything. */
  @Test
  void aClientThatIsStillBeingConnectedIsNotAwaited() throws Exception {
    Properties slowly = new Properties();
    slowly.setProperty("user", OwnedDatabase.APP);
    slowly.setProperty("password", OwnedDatabase.PASSWORD);
    slowly.setProperty("options", "-c post_auth_delay=60");
    ExecutorService client = Executors.newSingleThreadExecutor();
    try {
      Future<Connection> connecting =
          client.submit(() -> DriverManager.getConnection(database.jdbcUrl(), slowly));
      Object process = null;
      while (process == null) {
        process =
            superuser.value(
                """
                select min(l.pid) from pg_locks as l
                where l.locktype = 'virtualxid'
                  and not exists (
                    select from pg_stat_activity as a where a.pid = l.pid and a.datname is not null)
                """);
      }

      assertThat(erase()).isTrue();

      assertThat(connecting.isDone()).isFalse();
      superuser.value("select pg_terminate_backend(?)", process);
    } finally {
      client.shutdownNow();
    }
  }

  /** PostgreSQL shows a transaction the same list of sessions each time. */
  @Test
  void aSessionThatBeganAfterTheTransactionThatErasesIsSeen() throws SQLException {
    Connection app = database.app();
    boolean done =
        subject
            .asSystem(app, "twice")
            .transaction(
                true,
                () -> {
                  assertThat(erase(app)).isTrue();
                  request = database.superuser();
                  begin();
                  write();
                  return erase(app);
                });
    assertThat(done).isFalse();
    request.commit();

    while (job() > 0) {}

    isErased();
  }

  /** In the transaction that is open on a connection. */
  private boolean erase(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select erased_at is not null from erase_user(%s)".formatted(person))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Its snapshot does not show what others have committed since. */
  @Test
  void anErasureInATransactionThatSeesThePastIsDoneByTheNextCall() throws SQLException {
    begin();
    write();
    Connection past = database.app();
    past.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    boolean done =
        subject
            .asSystem(past, "with an old snapshot")
            .transaction(
                true,
                () -> {
                  request.commit();
                  return erase(past);
                });
    assertThat(done).isFalse();
    assertThat(rows()).containsAllEntriesOf(kept);

    while (job() > 0) {}

    isErased();
  }
}

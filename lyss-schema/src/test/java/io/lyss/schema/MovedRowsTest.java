package io.lyss.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lyss.schema.service.Persona;
import io.lyss.schema.service.Subject;
import io.lyss.throwaway.OneIn;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/**
 * Rows that are moved out of a default partition: what is deleted meanwhile does not come back,
 * what is changed stays changed, readers find all rows, and those who may read none find none.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@OneIn(6)
class MovedRowsTest {

  private static final String STEP = "select move_default_rows('%s')";

  @Parameter private Restricted<?> subject;

  private OwnedDatabase database;
  private Connection observer;
  private Connection job;
  private Scoped superuser;
  private Scoped system;
  private ExecutorService thread;

  @BeforeEach
  void open() throws SQLException {
    database = subject.open();
    observer = database.superuser();
    superuser = Scoped.asLogin(observer);
    job = database.app();
    system = subject.asSystem(job, "a test");
    thread = Executors.newSingleThreadExecutor();
  }

  @AfterEach
  void close() throws SQLException {
    thread.shutdownNow();
    database.close();
  }

  /** So many that it takes two steps to copy them, of two months. */
  private LateRows lateRows(String table) throws SQLException {
    LateRows rows = new LateRows(superuser, table);
    rows.addUntil(table + "_default", 300_000, "2020-01-20 00:00");
    rows.addUntil(table + "_default", 600_000, "2020-02-01 00:00");
    return rows;
  }

  private boolean step(String table) throws SQLException {
    return system.value(STEP.formatted(table)).equals(true);
  }

  private boolean isMoving(String table) throws SQLException {
    return superuser.value("select to_regclass(?)", table + "_default_next") != null;
  }

  private Object lateOnes(String table) throws SQLException {
    return system.value("select default_rows from table_health where table_name = ?", table);
  }

  private void finish(String table) throws SQLException {
    for (int steps = 0; step(table); steps++) {
      assertThat(steps).as("it ends").isLessThan(100);
    }
    assertThat(lateOnes(table)).isEqualTo(0L);
  }

  private Statement transaction(Connection connection, String isolation) throws SQLException {
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    statement.execute("set transaction isolation level " + isolation);
    return statement;
  }

  @Test
  void writesDuringTheMoveAreNotUndone() throws SQLException {
    for (String table : LateRows.tables(superuser)) {
      LateRows rows = lateRows(table);
      int steps = 0;
      do {
        assertThat(step(table)).isTrue();
        // before, while and after they are copied, the same ones also twice
        assertThat(rows.deleteEach(7 + steps)).as(table).isPositive();
        assertThat(rows.changeEach(3 + steps)).as(table).isPositive();
        rows.add(50, "2020-01-2%d 00:00:30".formatted(steps + 1), "true");
        rows.add(50, "2020-04-2%d 00:00:30".formatted(steps + 1), "true");
        steps++;
      } while (!((String)
              superuser.value(
                  "select obj_description(?::regclass, 'pg_class')", table + "_default_next"))
          .contains("running"));
      assertThat(steps).as(table).isGreaterThan(3);
      List<Object> all = rows.all();

      step(table);

      assertThat(isMoving(table)).isFalse();
      assertThat(rows.all()).as(table).isEqualTo(all);
      finish(table);
      assertThat(rows.all()).as(table).isEqualTo(all);
      assertThat(rows.inTheirMonth()).isEqualTo((long) all.size());
    }
  }

  /**
   * Of a tenant, whose rows are deleted table by table, also those that no foreign key makes
   * follow.
   */
  @Test
  void aPersonWhoIsErasedMeanwhileStaysErased() throws SQLException {
    assumeTrue(
        subject instanceof Subject,
        "PLATFORM has no tenants, and what is erased there goes with what it belongs to");
    String ofTenant = "tenant_id = '%s'".formatted(Persona.ACME);
    superuser.change("delete from legal_holds where " + ofTenant);
    List<String> tables = LateRows.tables(superuser);
    for (String table : tables) {
      LateRows rows = new LateRows(superuser, table);
      rows.add(1500, "2020-01-20 00:00", ofTenant);
      rows.add(1500, "2020-01-20 00:00:30", "tenant_id = '%s'".formatted(Persona.RIVAL));
      step(table);
      step(table);
    }
    system.rows(
        subject.database() == LyssDatabase.USER
            ? "select set_tenant_status('%s', 'deleted')".formatted(Persona.ACME)
            : """
              select accept_tenant(
                '%s', jsonb_build_object('status', 'deleted', 'changed_at', clock_timestamp()))
              """
                .formatted(Persona.ACME));
    boolean erased = false;
    for (int calls = 0; !erased; calls++) {
      assertThat(calls).as("it ends").isLessThan(100);
      erased =
          system
              .value(
                  "select erased_at is not null from erase_user('%1$s', '%1$s', 500)"
                      .formatted(Persona.ACME))
              .equals(true);
      for (String table : tables) {
        if (calls < 2) {
          step(table);
        }
      }
    }
    for (String table : tables) {
      finish(table);
      if (!table.equals("audit_logs")) {
        assertThat(superuser.rows("select from %s where %s".formatted(table, ofTenant)))
            .as(table)
            .isEmpty();
      }
    }
  }

  /** The conversation stays, so no foreign key makes its messages go. */
  @Test
  void messagesThatAForkDoesNotShareArePurgedForGood() throws SQLException {
    assumeTrue(subject.database() == LyssDatabase.CHAT);
    String table = "conversation_messages";
    String purged =
        "tenant_id = '%s' and conversation_id = '00000000-0000-7000-8000-0000000000d2'"
            .formatted(Persona.ACME);
    new LateRows(superuser, table).add(1500, "2020-01-20 00:00", purged);
    superuser.change(
        "set local session_replication_role = replica;"
            + " update conversation_messages set sequence = 3 where created_at < '2021-01-01';"
            + """
            insert into shared_segments (tenant_id, conversation_id, user_id,
              shared_id, first_sequence, last_sequence, first_at, last_at)
            select tenant_id, '00000000-0000-7000-8000-0000000000d1', user_id,
              id, 2, 2, current_timestamp, current_timestamp
            from conversations where %s
            """
                .formatted(purged.replace("conversation_id", "id")));
    step(table);
    step(table);

    superuser.rows(
        "select purge_conversation('%s', '00000000-0000-7000-8000-0000000000d2')"
            .formatted(Persona.ACME));

    finish(table);
    assertThat(superuser.column("select sequence from %s where %s".formatted(table, purged)))
        .containsExactly(1L);
  }

  /** Its snapshot is older than the copies, and shows the rows that it deletes. */
  @Test
  void aTransactionThatDoesNotSeeTheCopyOfARowCannotDeleteTheRow() throws SQLException {
    String table = LateRows.tables(superuser).get(0);
    LateRows rows = lateRows(table);
    step(table);
    try (Connection other = database.superuser();
        Statement late = transaction(other, "repeatable read")) {
      late.execute("set local session_replication_role = replica");
      late.execute("select 1");
      late.execute("select from " + table + " limit 1");
      step(table);
      assertThat(
              Outcome.refused(
                      assertThrows(
                          SQLException.class, () -> late.execute(rows.deletionOf("2020-01-20 00"))))
                  .sqlState())
          .isEqualTo("40001");
      other.rollback();
    }
    try (Connection other = database.superuser();
        Statement again = transaction(other, "repeatable read")) {
      again.execute("set local session_replication_role = replica");
      assertThat(again.executeUpdate(rows.deletionOf("2020-01-20 00"))).isPositive();
      other.commit();
    }
    List<Object> all = rows.all();
    finish(table);
    assertThat(rows.all()).isEqualTo(all);
  }

  /** A copy and a deletion of the same rows wait for each other, but not for long. */
  @Test
  void ofACopyAndADeletionAtOnceOneWaitsForTheOther() throws Exception {
    String table = LateRows.tables(superuser).get(0);
    LateRows rows = lateRows(table);
    step(table);
    try (Connection other = database.superuser();
        Statement deletes = transaction(other, "read committed")) {
      deletes.execute("set local session_replication_role = replica");
      deletes.execute(rows.deletionOf("2020-01-20 00"));
      Outcome copy = system.attempt(STEP.formatted(table));
      assertThat(copy.sqlState()).isEqualTo("55P03");
      assertThat(copy.text())
          .contains("process " + other.unwrap(PGConnection.class).getBackendPID());
      other.commit();

      // the other way round: the copies are there, and not committed yet
      job.setAutoCommit(false);
      system.bind();
      try (Statement copies = job.createStatement()) {
        copies.execute(STEP.formatted(table));
      }
      Future<Integer> deletion =
          thread.submit(
              () -> {
                deletes.execute("set local session_replication_role = replica");
                return deletes.executeUpdate(rows.deletionOf("2020-01-20 01"));
              });
      LockWaits.awaitWaitOrEnd(deletion, observer);
      assertThat(deletion.isDone()).isFalse();
      job.commit();
      job.setAutoCommit(true);
      assertThat(deletion.get()).isPositive();
      other.commit();
    }
    List<Object> all = rows.all();
    finish(table);
    assertThat(rows.all()).isEqualTo(all);
  }

  /** Such as a backup's, which has not come to the table yet. */
  @Test
  void aSnapshotThatIsOlderThanTheCopiesFindsAllRows() throws SQLException {
    String table = LateRows.tables(superuser).get(0);
    LateRows rows = lateRows(table);
    int all = rows.all().size();
    step(table);
    try (Connection other = database.superuser();
        Statement backup = transaction(other, "repeatable read")) {
      backup.execute("select 1");
      while (!((String)
              superuser.value(
                  "select obj_description(?::regclass, 'pg_class')", table + "_default_next"))
          .contains("running")) {
        step(table);
      }
      for (int again = 0; again < 2; again++) {
        Outcome last = system.attempt("set local lock_timeout = '50ms'; " + STEP.formatted(table));
        assertThat(last.sqlState()).as(last.text()).isEqualTo("55P03");
        assertThat(last.text())
            .contains("process " + other.unwrap(PGConnection.class).getBackendPID());
      }
      try (var found = backup.executeQuery("select from " + table)) {
        int count = 0;
        while (found.next()) {
          count++;
        }
        assertThat(count).isEqualTo(all);
      }
      other.commit();

      // one that has begun since is not waited for, and finds all as well
      other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      backup.execute("select 1");
      finish(table);
      assertThat(isMoving(table)).isFalse();
      try (var found = backup.executeQuery("select count(*) from " + table)) {
        found.next();
        assertThat(found.getInt(1)).isEqualTo(all);
      }
      other.commit();
    }
  }

  @Test
  void nobodyReadsAMonthThatIsHalfFilled() throws SQLException {
    for (String table : LateRows.tables(superuser)) {
      lateRows(table);
      step(table);
      step(table);
      superuser.change("create role lyss_test_reader login password 'for tests only'");
      superuser.change("grant pg_read_all_data to lyss_test_reader");
      try (Connection reader =
          database.dataSource("lyss_test_reader", "for tests only").getConnection()) {
        reader.setSchema(subject.schema());
        for (String filled : List.of(table + "_2020_01", table + "_default_next")) {
          assertThat(
                  superuser.value(
                      "select relrowsecurity and relforcerowsecurity"
                          + " from pg_class where oid = ?::regclass",
                      filled))
              .isEqualTo(true);
        }
        String month = "select from " + table + "_2020_01";
        assertThat(superuser.rows(month)).isNotEmpty();
        assertThat(Scoped.asLogin(reader).rows(month)).isEmpty();
        assertThat(Scoped.asLogin(database.owner()).rows(month)).isEmpty();
        assertThat(system.attempt(month).denied()).isTrue();
      } finally {
        superuser.change("drop owned by lyss_test_reader");
        superuser.change("drop role lyss_test_reader");
      }
      finish(table);
    }
  }

  /** History is imported meanwhile, of months that nobody knew of when the move began. */
  @Test
  void theNextDefaultPartitionIsAttachedWithFewRows() throws SQLException {
    // each database has it for another table: a megabyte takes long to make
    List<String> tables = LateRows.tables(superuser);
    String table = tables.get(subject.database().ordinal() % tables.size());
    LateRows rows = lateRows(table);
    step(table);
    step(table);
    rows.addUntil(table + "_default_next", 1 << 20, "2020-05-01 00:00");
    while (isMoving(table)) {
      step(table);
    }
    assertThat(superuser.value("select pg_relation_size(?::regclass)", table + "_default"))
        .as(table)
        .isEqualTo(0L);
    assertThat(lateOnes(table)).isEqualTo(0L);
    assertThat(rows.inTheirMonth()).isEqualTo((long) rows.all().size());
  }

  /** Rows are in other blocks then, also after a backup was restored. */
  @Test
  void aTableThatWasRewrittenIsCopiedFromTheBeginning() throws SQLException {
    String table = LateRows.tables(superuser).get(0);
    LateRows rows = lateRows(table);
    step(table);
    step(table);
    assertThat(rows.deleteBefore("2020-02-01")).isPositive();
    try (Connection other = database.superuser();
        Statement rewrites = other.createStatement()) {
      rewrites.execute("vacuum full " + table + "_default");
    }
    List<Object> all = rows.all();
    finish(table);
    assertThat(rows.all()).isEqualTo(all);
  }

  /** An upgrade changes the table and its partitions; the copies are no partition yet. */
  @Test
  void anUpgradeHasTheMoveBeginAnew() throws Exception {
    String before;
    try (InputStream file = LyssMigrator.class.getResourceAsStream("common/beforeMigrate.sql")) {
      before = new String(file.readAllBytes(), UTF_8).replace("${schema}", subject.schema());
    }
    for (String table : LateRows.tables(superuser)) {
      LateRows rows = lateRows(table);
      step(table);
      step(table);
      try (Connection owner = database.owner()) {
        Scoped.asLogin(owner)
            .change(before + "alter table %s add column note text".formatted(table));
      }
      assertThat(isMoving(table)).isFalse();
      rows.add(10, "2020-03-20 00:00", "true");
      List<Object> all = rows.all();
      finish(table);
      assertThat(rows.all()).isEqualTo(all);
      assertThat(rows.inTheirMonth()).isEqualTo((long) all.size());
    }
  }

  @Test
  void aStepIsATransaction() throws SQLException {
    String table = LateRows.tables(superuser).get(0);
    new LateRows(superuser, table).add(100, "2020-01-20 00:00", "true");
    assertThat(system.attempt(STEP.formatted(table) + ";" + STEP.formatted(table)).text())
        .contains("each step of move_default_rows is a transaction of its own");
    step(table);
    assertThat(
            system
                .attemptAfter(
                    "set transaction isolation level repeatable read", STEP.formatted(table))
                .sqlState())
        .isEqualTo("25001");
    // nor is a month made of rows whose copies are in the next default partition
    new LateRows(superuser, table).add(100, "2020-03-20 00:00", "true");
    assertThat(
            system
                .attempt("select create_monthly_partition('%s', '2020-03-01')".formatted(table))
                .sqlState())
        .isEqualTo("55006");
    finish(table);
  }
}

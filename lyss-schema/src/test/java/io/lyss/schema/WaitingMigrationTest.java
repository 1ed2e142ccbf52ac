package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A migration that has to wait says for whom, and gives back its locks meanwhile. */
@OneIn(2)
class WaitingMigrationTest {

  private static final String FILE = "R__100_policies_users.sql";

  @Test
  void aMigrationIsRepeatedUntilItHasItsLocks() throws SQLException {
    try (ThrowawayDatabase database = pending();
        Connection application = database.dataSource().getConnection()) {
      int pid = hold(application, "select from lyss_user.users");
      Heard heard = new Heard(application);
      LyssMigrator migrator = LyssMigrator.of(LyssDatabase.USER, database.dataSource());
      assertThat(migrator.progress(heard).migrate().applied()).containsExactly(FILE);
      assertThat(heard.waits)
          .first()
          .asString()
          .contains(
              "a lock on lyss_user.users that pid " + pid + " (postgres",
              "idle in transaction since ",
              "waiting since ");
      migrator.validate();
    }
  }

  @Test
  void aMigrationThatWaitsTooLongGivesUpAndSaysWhoHoldsWhat() throws SQLException {
    try (ThrowawayDatabase database = pending();
        Connection application = database.dataSource().getConnection()) {
      int pid = hold(application, "select from lyss_user.users");
      LyssMigrator migrator =
          LyssMigrator.of(LyssDatabase.USER, database.dataSource()).patience(Duration.ZERO);
      LyssMigrationException failure =
          catchThrowableOfType(LyssMigrationException.class, migrator::migrate);
      assertThat(failure)
          .hasMessageContaining("gave up waiting for a lock on lyss_user.users that pid " + pid)
          .hasMessageContaining("No file of this migration was applied");
      assertThat(failure.file()).contains("beforeMigrate.sql");
    }
  }

  @Test
  void aPreparedTransactionIsNamed() throws SQLException {
    try (ThrowawayDatabase database = pending();
        Connection application = database.dataSource().getConnection()) {
      assumeTrue(
          !TestDatabases.rows(database, "show max_prepared_transactions").equals(List.of("0")),
          "this server has no prepared transactions");
      hold(application, "select from lyss_user.users");
      String id = "of a host in " + database.name();
      try (Statement statement = application.createStatement()) {
        statement.execute("prepare transaction '" + id + "'");
      }
      try {
        LyssMigrator migrator =
            LyssMigrator.of(LyssDatabase.USER, database.dataSource()).patience(Duration.ZERO);
        LyssMigrationException failure =
            catchThrowableOfType(LyssMigrationException.class, migrator::migrate);
        assertThat(failure)
            .hasMessageContaining("gave up waiting for a lock on lyss_user.users that")
            .hasMessageContaining("the prepared transaction '" + id + "' (postgres, since ")
            .hasMessageContaining("commit prepared or rollback prepared ends it");
      } finally {
        database.execute("rollback prepared '" + id + "'");
      }
      LyssMigrator.of(LyssDatabase.USER, database.dataSource()).migrate();
    }
  }

  @Test
  void twoMigrationsTakeTurns() throws SQLException {
    try (ThrowawayDatabase database = pending();
        Connection other = database.dataSource().getConnection()) {
      int pid = hold(other, "select pg_advisory_xact_lock(hashtextextended('lyss migration', 0))");
      Heard heard = new Heard(other);
      LyssMigrator migrator = LyssMigrator.of(LyssDatabase.USER, database.dataSource());
      assertThat(migrator.progress(heard).migrate().applied()).containsExactly(FILE);
      assertThat(heard.waits)
          .singleElement()
          .asString()
          .startsWith("another migration of this database, pid " + pid + " (postgres), since ");
    }
  }

  @Test
  void aMigrationWaitsForAFlywayOfTheHost() throws SQLException {
    try (ThrowawayDatabase database = pending();
        Connection other = database.dataSource().getConnection()) {
      // what Flyway locks while it migrates by this history
      int pid =
          hold(
              other,
              "select pg_advisory_xact_lock(77431708279161 + ("
                  + "\"lyss_user\".\"lyss_schema_history\"".hashCode()
                  + "))");
      Heard heard = new Heard(other);
      LyssMigrator migrator = LyssMigrator.of(LyssDatabase.USER, database.dataSource());
      assertThat(migrator.progress(heard).migrate().applied()).containsExactly(FILE);
      assertThat(heard.waits)
          .singleElement()
          .asString()
          .startsWith("a lock on advisory that pid " + pid + " (postgres");
    }
  }

  /** A database of which one file is to be applied again. */
  private static ThrowawayDatabase pending() {
    ThrowawayDatabase database = migrated(LyssDatabase.USER);
    database.execute(
        "update lyss_user.lyss_schema_history set checksum = 1 where script = '" + FILE + "'");
    return database;
  }

  private static int hold(Connection connection, String statement) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement holding = connection.createStatement()) {
      holding.execute(statement);
      try (ResultSet row = holding.executeQuery("select pg_backend_pid()")) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Ends the transaction that others wait for. */
  private static final class Heard implements MigrationProgress {

    private final Connection holder;
    private final List<String> waits = new ArrayList<>();

    Heard(Connection holder) {
      this.holder = holder;
    }

    @Override
    public void applied(String file) {}

    @Override
    public void waiting(String what) {
      waits.add(what);
      try {
        holder.rollback();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

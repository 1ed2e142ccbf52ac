package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A migration with nothing to do looks once whether that is so, and does all that it has always
 * done where it is not.
 */
@ParameterizedClass
@EnumSource(LyssDatabase.class)
@OneIn(6)
class NothingToDoTest {

  /** A partitioned table that all databases have. */
  private static final String TABLE = "audit_logs";

  @Parameter private LyssDatabase kind;

  private ThrowawayDatabase database;
  private LyssMigrator migrator;

  @BeforeEach
  void migrate() {
    database = TestDatabases.migrated(kind);
    migrator = LyssMigrator.of(kind, database.dataSource());
    migrator.migrate(); // the template may be of another month
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private boolean isDone() throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      return AfterMigrate.isDone(connection, kind, kind.defaultSchema());
    }
  }

  private boolean areMet() throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      return ServerRequirements.areMet(connection, kind.defaultSchema());
    }
  }

  private void execute(String sql) {
    database.execute("set search_path = " + kind.defaultSchema() + ";" + sql);
  }

  private String read(String sql) {
    return TestDatabases.rows(database, sql).get(0);
  }

  /** No function that makes months is called, and no table is checked by itself. */
  @Test
  void isSeenAtOnce() throws SQLException {
    assertThat(isDone()).isTrue();
    assertThat(areMet()).isTrue();
    execute("alter function create_monthly_partitions rename to no_longer_there");
    assertThat(migrator.migrate().applied()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 2, 3})
  void aMonthThatIsMissingIsMade(int ahead) throws SQLException {
    String month =
        read(
            "select '%s_' || to_char(now() at time zone 'UTC' + make_interval(months => %d), 'YYYY_MM')"
                .formatted(TABLE, ahead));
    execute("drop table " + month);
    assertThat(isDone()).isFalse();
    migrator.migrate();
    assertThat(isDone()).isTrue();
    assertThat(read("select to_regclass('%s.%s')".formatted(kind.defaultSchema(), month)))
        .endsWith(month);
  }

  /** Something that only has the name of a month is none. */
  @Test
  void aMonthThatWasDetachedIsMissing() throws SQLException {
    String month = read("select to_char(now() at time zone 'UTC', 'YYYY_MM')");
    execute("alter table %s detach partition %1$s_%s".formatted(TABLE, month));
    assertThat(isDone()).isFalse();
  }

  @Test
  void timeGoesOn() throws SQLException {
    execute(
        """
        create or replace function statement_time() returns timestamptz
        language sql stable parallel safe return statement_timestamp() + interval '32 days';
        """);
    assertThat(isDone()).isFalse();
    migrator.migrate();
    assertThat(isDone()).isTrue();
  }

  /** A page of the default partition may hold rows of months that are to be made. */
  @Test
  void rowsWithoutAMonthAreLookedAt() throws SQLException {
    boolean hasTenants = kind != LyssDatabase.PLATFORM;
    execute(
        """
        set session_replication_role = replica;
        insert into audit_logs (%s action, resource_type, created_at)
        values (%s 'figures.made', 'figure', '2001-01-01')
        """
            .formatted(
                hasTenants ? "tenant_id, id," : "",
                hasTenants ? "gen_random_uuid(), gen_random_uuid()," : ""));
    assertThat(isDone()).isFalse();
    migrator.migrate();
  }

  @Test
  void theVersionIsSaidAgain() throws SQLException {
    execute("comment on table lyss_schema_history is 'LYSS V1: which of its files'");
    assertThat(isDone()).isFalse();
    migrator.migrate();
    assertThat(isDone()).isTrue();
    execute("comment on table lyss_schema_history is null");
    assertThat(isDone()).isFalse();
  }

  @Test
  void aDatabaseThatHasBecomeReadOnlyIsRefused() throws SQLException {
    database.execute(
        "alter database " + database.name() + " set default_transaction_read_only = on");
    assertThat(areMet()).isFalse();
    assertThatThrownBy(migrator::migrate)
        .hasMessageContaining("default_transaction_read_only is on");
  }

  @Test
  void aSchemaOfAnotherOwnerIsRefused() throws SQLException {
    String login = "lyss_nobody_" + kind.defaultSchema();
    database.execute("create role %s login password 'x' noinherit".formatted(login));
    try (Connection connection = database.dataSource(login, "x").getConnection()) {
      assertThat(ServerRequirements.areMet(connection, kind.defaultSchema())).isFalse();
      assertThatThrownBy(() -> LyssMigrator.of(kind, database.dataSource(login, "x")).migrate())
          .hasMessageContaining("does not own the schema " + kind.defaultSchema());
    } finally {
      database.execute("drop role " + login);
    }
  }
}

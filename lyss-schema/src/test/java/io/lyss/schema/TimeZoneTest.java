package io.lyss.schema;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A month is a month in UTC, whatever the time zone of the session that migrates. */
class TimeZoneTest {

  private static final String BOUNDS =
      """
      select relname, pg_get_expr(relpartbound, oid)
      from pg_class
      where relispartition and relkind = 'r' and relnamespace = 'lyss_platform'::regnamespace
      order by relname
      """;

  @ParameterizedTest
  @ValueSource(strings = {"America/New_York", "Pacific/Kiritimati"})
  @OneIn(2)
  void thePartitionsHaveTheSameBounds(String zone) {
    try (ThrowawayDatabase database = empty();
        ThrowawayDatabase utc = migrated()) {
      database.execute("alter database " + database.name() + " set timezone = '" + zone + "'");
      InTimeZone local = new InTimeZone(zone, database);
      assertThat(rows(local, "show timezone")).containsExactly(zone);

      LyssMigrator.of(LyssDatabase.PLATFORM, local).migrate();

      List<String> bounds = rows(new InTimeZone("UTC", database), BOUNDS);
      assertThat(bounds).hasSize(18).isEqualTo(rows(new InTimeZone("UTC", utc), BOUNDS));
      assertThat(bounds)
          .filteredOn(bound -> !bound.contains("_default|"))
          .allSatisfy(
              bound ->
                  assertThat(bound)
                      .matches(
                          ".*_(\\d{4})_(\\d\\d)\\|FOR VALUES FROM \\('\\1-\\2-01 00:00:00\\+00'\\)"
                              + " TO \\('\\d{4}-\\d\\d-01 00:00:00\\+00'\\)"));
    }
  }

  /** The driver sets the time zone of the JVM, whatever the database's; this sets another. */
  private static final class InTimeZone extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final String zone;

    InTimeZone(String zone, ThrowawayDatabase database) {
      this.zone = zone;
      setUrl(database.jdbcUrl());
      setUser(database.adminUser());
      setPassword(database.adminPassword());
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute("set timezone = '" + zone + "'");
      }
      return connection;
    }
  }
}

package io.lyss.schema;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.TestDatabases.platform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** A migration has the same result whatever is set for the database. */
@OneIn(2)
class SessionSettingsTest {

  private static final String[] HOSTILE = {
    "standard_conforming_strings = off",
    "transform_null_equals = on",
    "row_security = off",
    "quote_all_identifiers = on",
    "DateStyle = 'SQL, DMY'",
    "IntervalStyle = 'sql_standard'",
    "bytea_output = 'escape'",
    "statement_timeout = '400ms'",
    "lock_timeout = '1ms'",
    "idle_in_transaction_session_timeout = '500ms'",
    "idle_session_timeout = '500ms'",
    "default_transaction_isolation = 'serializable'",
    "search_path = hostile",
  };

  @ParameterizedTest
  @EnumSource(names = {"PLATFORM", "MEMORY"})
  @OneIn(3)
  void migrationsAndScriptsMakeTheirOwn(LyssDatabase kind) throws SQLException {
    try (ThrowawayDatabase migrated = hostile();
        ThrowawayDatabase scripted = hostile()) {
      LyssMigrator migrator = LyssMigrator.of(kind, migrated.dataSource());
      migrator.migrate();
      migrator.validate();

      LyssMigrator byScript = LyssMigrator.of(kind, scripted.dataSource());
      scripted.execute(byScript.script());
      byScript.validate();
      assertThat(byScript.migrate().applied()).isEmpty();
    }
  }

  /** As psql does with -c. */
  @Test
  void aScriptThatIsSentWholeSaysWhatToSet() {
    try (ThrowawayDatabase database = hostile()) {
      PGSimpleDataSource simple = new PGSimpleDataSource();
      simple.setUrl(database.jdbcUrl());
      simple.setPreferQueryMode(PreferQueryMode.SIMPLE);
      simple.setUser(database.adminUser());
      simple.setPassword(database.adminPassword());
      String script = platform(database).script();
      assertThatThrownBy(
              () -> {
                try (Connection connection = simple.getConnection();
                    Statement statement = connection.createStatement()) {
                  statement.execute(script);
                }
              })
          .hasMessageContaining("standard_conforming_strings off: set it on, and run it again");
    }
  }

  @Test
  void aConnectionGoesBackToItsPoolAsItCame() throws SQLException {
    try (ThrowawayDatabase database = migrated();
        Connection pooled = database.dataSource().getConnection()) {
      for (boolean autoCommit : List.of(true, false)) {
        pooled.setAutoCommit(autoCommit);
        List<String> before = settings(pooled);
        for (int i = 0; i < 2; i++) {
          Connection given =
              MigratingConnections.of(Delegates.dataSource(() -> unclosed(pooled)), "lyss")
                  .getConnection();
          assertThat(settings(given)).isNotEqualTo(before);
          given.close();
          assertThat(settings(pooled)).isEqualTo(before);
        }
        LyssMigrator reader =
            LyssMigrator.of(LyssDatabase.PLATFORM, Delegates.dataSource(() -> unclosed(pooled)));
        reader.validate();
        reader.info();
        reader.script();
        assertThat(settings(pooled)).isEqualTo(before);
        assertThat(pooled.getAutoCommit()).isEqualTo(autoCommit);
      }
    }
  }

  private static Connection unclosed(Connection connection) {
    return Delegates.connection(connection, Map.of("close", () -> {}));
  }

  private static List<String> settings(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select name || ' ' || setting from pg_catalog.pg_settings"
                    + " where context = 'user' and name not like 'plpgsql.%'")) {
      List<String> settings = new ArrayList<>();
      while (row.next()) {
        settings.add(row.getString(1));
      }
      return settings;
    }
  }

  private static ThrowawayDatabase hostile() {
    ThrowawayDatabase database = empty();
    database.execute("create schema hostile create table hostile.users (id integer)");
    for (String setting : HOSTILE) {
      database.execute("alter database " + database.name() + " set " + setting);
    }
    return database;
  }
}

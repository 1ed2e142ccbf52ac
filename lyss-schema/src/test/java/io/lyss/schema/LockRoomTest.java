package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every month that a statement reads takes locks, and the server has room for a limited number. */
class LockRoomTest {

  private static final String MINE =
      "select count(distinct relation) from pg_locks where pid = pg_backend_pid() and locktype = 'relation'"
          + " and relation in (select oid from pg_class where relnamespace = '%s'::regnamespace)";

  /** Beside the months, a statement locks what else it reads, such as tables of settings. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PLATFORM | conversations         | delete from conversations where title = 'x'
          MEMORY   | audit_logs            | select from audit_logs where tenant_id = gen_random_uuid()
          """)
  void theDearestStatementTakesAsManyAsIsReckoned(LyssDatabase kind, String table, String sql)
      throws SQLException {
    String schema = kind.defaultSchema();
    try (OwnedDatabase database = OwnedDatabase.empty(kind);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("select count(*) from " + schema + ".create_monthly_partitions(30)");
      statement.execute("set search_path = " + schema);
      seed(kind, statement);
      String needed;
      try (ResultSet row = statement.executeQuery("select needed, table_name from lock_room")) {
        row.next();
        assertThat(row.getString(2)).isEqualTo(table);
        needed = row.getString(1);
      }
      superuser.setAutoCommit(false);
      statement.execute(sql);
      try (ResultSet row = statement.executeQuery(MINE.formatted(schema))) {
        row.next();
        assertThat(row.getLong(1))
            .as("locks of " + sql)
            .isBetween(Long.parseLong(needed) * 9 / 10, Long.parseLong(needed) + 20);
      }
      superuser.rollback();
    }
  }

  private static void seed(LyssDatabase kind, Statement statement) throws SQLException {
    if (kind == LyssDatabase.PLATFORM) {
      statement.execute(
          """
          insert into users (username, email, hashed_password) values
            ('ada', 'ada@example.org', '$2b$10$abcdefghijklmnopqrstuvwxyz-1'),
            ('dan', 'dan@example.org', '$2b$10$abcdefghijklmnopqrstuvwxyz-5');
          insert into provider_configs (name, provider_type, scope, created_by, api_key)
            select 'p', 'openai', 'organization', id, 'test:' || repeat('a', 40) from users where username = 'ada';
          insert into conversations (user_id, provider_id, title)
            select u.id, p.id, 'x' from users as u, provider_configs as p;
          """);
    }
  }

  @Test
  void aTableOfLocksThatIsTooSmallForTheMonthsIsFound() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.PLATFORM);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("select count(*) from lyss_platform.create_monthly_partitions(12)");
      assertThat(found(database).findings()).as("a year").isEmpty();

      statement.execute("select count(*) from lyss_platform.create_monthly_partitions(30)");
      String advised =
          TestDatabases.rows(
                  database.superuserDataSource(),
                  "select advised from lyss_platform.lock_room where advised between 384 and 576")
              .get(0);
      assertThat(found(database).findings())
          .extracting(Finding::check, Finding::remedy)
          .containsExactly(
              tuple(
                  "locks",
                  "Set max_locks_per_transaction = %s and restart the server, or keep fewer months."
                      .formatted(advised)));
      assertThat(
              LyssHealth.of(LyssDatabase.PLATFORM, database.ownerDataSource()).read().stream()
                  .filter(section -> section.title().startsWith("locks"))
                  .flatMap(section -> section.rows().stream()))
          .singleElement()
          .satisfies(row -> assertThat(row).startsWith("conversations").endsWith("64", advised));
    }
  }

  private static Diagnosis found(OwnedDatabase database) {
    return LyssDoctor.of(LyssDatabase.PLATFORM, database.ownerDataSource()).examine();
  }
}

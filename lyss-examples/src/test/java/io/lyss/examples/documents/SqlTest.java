package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.examples.documents.Pages.Snippet;
import io.lyss.schema.LyssDatabase;
import io.lyss.test.LyssTest;
import io.lyss.test.LyssTestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the SQL of the documents as the login that the page names (a DBA grants, the owner of the
 * schema does the rest), and checks that it does what it is for.
 */
@LyssTest(LyssDatabase.PLATFORM)
class SqlTest {

  private final LyssTestDatabase database;

  SqlTest(LyssTestDatabase database) {
    this.database = database;
  }

  static List<Snippet> snippets() {
    return Pages.snippets("sql");
  }

  /**
   * The logins of the pages, which a DBA has made. Other databases of the server have them, too.
   */
  @BeforeAll
  static void createLogins(LyssTestDatabase database) throws SQLException {
    try (Connection superuser = database.superuserDataSource().getConnection();
        Statement statement = superuser.createStatement()) {
      for (String login : List.of("my_app", "my_jobs")) {
        statement.execute("drop role if exists " + login);
        statement.execute("create role " + login + " login");
      }
    }
  }

  private static void run(String sql, LyssTestDatabase database) throws SQLException {
    DataSource login =
        sql.strip().startsWith("grant")
            ? database.superuserDataSource()
            : database.ownerDataSource();
    try (Connection connection = login.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean is(String condition, LyssTestDatabase database) throws SQLException {
    try (Connection superuser = database.superuserDataSource().getConnection();
        Statement statement = superuser.createStatement();
        ResultSet answer = statement.executeQuery("select " + condition)) {
      answer.next();
      return answer.getBoolean(1);
    }
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void runs(Snippet snippet) throws SQLException {
    run(snippet.text(), database);
  }

  @Test
  void theApplicationsLoginsAreGrantedWhatTheyNeedAndNoMore() throws SQLException {
    for (Snippet grants : withText("grant authenticated_users")) {
      createLogins(database);
      run(grants.text(), database);

      assertThat(is("pg_has_role('my_app', 'authenticated_users', 'set')", database)).isTrue();
      assertThat(is("pg_has_role('my_app', 'lyss_system', 'set')", database)).isFalse();
      assertThat(is("pg_has_role('my_jobs', 'lyss_system', 'set')", database)).isTrue();
      assertThat(
              is(
                  """
                  exists (select from pg_roles r where r.rolname in ('my_app', 'my_jobs')
                    and (pg_has_role(r.oid, 'authenticated_users', 'usage')
                      or pg_has_role(r.oid, 'lyss_system', 'usage')))
                  """,
                  database))
          .as("rights that are theirs outside of a scope")
          .isFalse();
    }
  }

  @Test
  void jobsThatPgCronRunsHaveRun() throws SQLException {
    String ran = "bool_and(started_at is not null) from lyss_platform.maintenance";
    try (LyssTestDatabase fresh = LyssTestDatabase.of(LyssDatabase.PLATFORM)) {
      assertThat(is(ran, fresh)).isFalse();
      run(withText("run_due_jobs").get(0).text(), fresh);
      assertThat(is(ran, fresh)).isTrue();
    }
  }

  private static List<Snippet> withText(String part) {
    List<Snippet> found =
        snippets().stream().filter(snippet -> snippet.text().contains(part)).toList();
    assertThat(found).as("SQL of the pages with %s", part).isNotEmpty();
    return found;
  }
}

package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever asks about access without binding a scope learns what that scope would be told, and no
 * more. AccessPropertyTest compares the answers.
 */
class AskedAccessTest {

  private static final String AS_ALICE = "'authenticated_users', '2', ''";
  private static final String AS_SYSTEM = "'lyss_system', '', 'a test'";

  private static OwnedDatabase platform;
  private static Connection app;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    app = platform.app();
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  private static String asked(String scope, Object user) {
    return "select lyss_platform.ask_provider_access(%s, %s, 1)".formatted(scope, user);
  }

  private static String explained(String scope, Object user) {
    return "select granted from lyss_platform.ask_access_explanation(%s, %s, 1)"
        .formatted(scope, user);
  }

  @Test
  void theLoginAsksForAUserAndForSystemWork() throws SQLException {
    Scoped login = Scoped.asLogin(app);

    assertThat(login.value(asked(AS_ALICE, 2))).isEqualTo(true);
    assertThat(login.value(asked(AS_SYSTEM, 2))).isEqualTo(true);
    assertThat(login.value(asked(AS_SYSTEM, 1))).isEqualTo(false);
    assertThat(login.value(asked(AS_SYSTEM, "null"))).isEqualTo(false);
    assertThat(login.value(explained(AS_ALICE, 2))).isEqualTo(true);
    assertThat(login.value(explained(AS_SYSTEM, 2))).isEqualTo(true);
    assertThat(login.value(explained(AS_SYSTEM, "null"))).isEqualTo(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'3'", "''", "null", "'2 '", "'02'", "'x'"})
  void usersAskOnlyAboutThemselves(String user) throws SQLException {
    String scope = "'authenticated_users', %s, 'a test'".formatted(user);
    assertRefused(asked(scope, 2));
    assertRefused(explained(scope, 2));
  }

  @Test
  void anotherRoleAsksNothing() throws SQLException {
    for (String role : new String[] {"'lyss_definer'", "'pg_monitor'", "'nobody'", "''", "null"}) {
      assertRefused(asked(role + ", '2', 'a test'", 2));
      assertRefused(explained(role + ", '2', 'a test'", 2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "' '", "e'\\u00a0 '", "e'\\t'", "null"})
  void systemWorkWithoutAReasonIsToldNothing(String reason) throws SQLException {
    String scope = "'lyss_system', '', %s".formatted(reason);
    assertThat(Scoped.asLogin(app).value(asked(scope, 2))).isEqualTo(false);
    assertThat(
            Scoped.asLogin(app)
                .value(
                    "select reason from lyss_platform.ask_access_explanation(%s, 2, 1)"
                        .formatted(scope)))
        .isEqualTo("user_not_found");
  }

  @Test
  void aReasonThatBeginsWithAnotherLetterIsOne() throws SQLException {
    assertThat(Scoped.asLogin(app).value(asked("'lyss_system', '', ' 天气'", 2))).isEqualTo(true);
  }

  /** There the scope that is bound decides. */
  @Test
  void withinAScopeNobodyAsksForAnother() throws SQLException {
    for (Scoped scope :
        new Scoped[] {
          Scoped.asUser(app, Organisation.ALICE),
          Scoped.asUser(app, 1),
          Scoped.asSystem(app, "a test")
        }) {
      assertThat(scope.attempt(asked(AS_ALICE, 2)).sqlState()).isEqualTo("42501");
      assertThat(scope.attempt(asked(AS_SYSTEM, 3)).sqlState()).isEqualTo("42501");
      assertThat(scope.attempt(explained(AS_SYSTEM, 3)).sqlState()).isEqualTo("42501");
    }
  }

  /** Such a function runs with the login's rights, in the scope of whoever calls it. */
  @Test
  void withinAScopeNoFunctionOfTheLoginAsksForAnother() throws SQLException {
    try (Connection connection = platform.app();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create function pg_temp.kept() returns boolean language sql security definer as $$%s$$"
              .formatted(asked(AS_SYSTEM, 2)));
      assertThat(first(statement, "select pg_temp.kept()")).isEqualTo("t");
      Scoped alice = Scoped.asUser(connection, Organisation.ALICE);
      assertThat(alice.attempt("select pg_temp.kept()").sqlState()).isEqualTo("42501");
    }
  }

  @Test
  void aParallelWorkerKnowsWhoAsks() throws SQLException {
    try (Connection connection = platform.app();
        Statement statement = connection.createStatement()) {
      statement.execute("set debug_parallel_query = on");
      assertThat(first(statement, asked(AS_ALICE, 2))).isEqualTo("t");
      assertThat(first(statement, explained(AS_SYSTEM, 2))).isEqualTo("t");
      assertThat(
              Scoped.asUser(connection, Organisation.ALICE).attempt(asked(AS_SYSTEM, 2)).sqlState())
          .isEqualTo("42501");
    }
  }

  /** As for bind_scope(): what counts is which roles the login may take, not which it has. */
  @ParameterizedTest
  @CsvSource({
    "authenticated_users, true, false",
    "lyss_system, false, true",
    "pg_monitor, false, false"
  })
  void whoMayNotTakeTheRoleMayNotAsk(String member, boolean user, boolean system)
      throws SQLException {
    try (Connection connection = platform.superuser();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create role asking");
      statement.execute("grant %s to asking with inherit false".formatted(member));
      statement.execute("set session authorization asking");
      assertThat(isAnswered(connection, AS_ALICE)).isEqualTo(user);
      assertThat(isAnswered(connection, AS_SYSTEM)).isEqualTo(system);
      connection.rollback();
    }
  }

  /**
   * "alter role ... set role", a proxy or a pool has set the role of the connection before any
   * scope is bound.
   */
  @ParameterizedTest
  @ValueSource(strings = {"authenticated_users", "lyss_system", "asking_team"})
  void aLoginWhoseConnectionHasARoleAsksLikeAnyOther(String role) throws SQLException {
    try (Connection connection = platform.superuser();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create role asking_team");
      statement.execute("grant authenticated_users, lyss_system to asking_team with inherit false");
      statement.execute("create role asking");
      statement.execute("grant asking_team to asking with inherit false");
      statement.execute("set session authorization asking");
      statement.execute("set role " + role);
      assertThat(isAnswered(connection, AS_ALICE)).isTrue();
      assertThat(isAnswered(connection, AS_SYSTEM)).isTrue();
      connection.rollback();
    }
  }

  /**
   * Autovacuum does as this superuser does: it computes what is indexed as the owner of the table,
   * in a session that may take every role. There nobody can bind a scope.
   */
  @Test
  void whoMayNotTakeTheRoleDoesNotAskInASessionOfOthers() throws SQLException {
    try (Connection connection = platform.superuser();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create role stranger");
      statement.execute("create schema strange authorization stranger");
      statement.execute("set session authorization stranger");
      statement.execute(
          """
          create function strange.asked(integer) returns text language plpgsql immutable as $$
          begin
            return concat_ws(' ',
              lyss_platform.ask_provider_access('lyss_system', '', 'curious', 2, 1),
              (select reason from lyss_platform.ask_access_explanation('lyss_system', '', 'curious', 2, 1)));
          exception when others then
            return 'refused';
          end
          $$;
          create function strange.lent() returns text language sql security definer
          return strange.asked(1);
          create table strange.trap (id integer);
          create index on strange.trap (strange.asked(id));
          insert into strange.trap select generate_series(1, 9);
          """);
      statement.execute("reset session authorization");
      statement.execute("analyze strange.trap");
      assertThat(
              first(
                  statement,
                  "select most_common_vals::text from pg_stats where schemaname = 'strange'"
                      + " and tablename like '%\\_idx'"))
          .isEqualTo("{refused}");
      statement.execute("grant usage on schema strange to public");
      statement.execute("set session authorization " + platform.appUser());
      assertThat(first(statement, "select strange.lent()")).isEqualTo("refused");
      connection.rollback();
    }
  }

  private static boolean isAnswered(Connection connection, String scope) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("savepoint before");
      statement.execute(asked(scope, Organisation.ALICE));
      return true;
    } catch (SQLException e) {
      assertThat(e.getMessage()).contains("permission denied to set role");
      connection.createStatement().execute("rollback to before");
      return false;
    }
  }

  private static String first(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void assertRefused(String query) throws SQLException {
    assertThat(Scoped.asLogin(app).attempt(query).sqlState()).as(query).isEqualTo("42501");
  }
}

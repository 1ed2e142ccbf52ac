package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scope that is missing, incomplete, made up or ended shows nothing. */
class NoScopeTest {

  private static OwnedDatabase platform;
  private static Connection app;
  private static List<Object> readable;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    app = platform.app();
    readable = readableBy(Scoped.USERS);
  }

  /** Of everything that a role may read, the columns that it may; not *, as some are nobody's. */
  private static List<Object> readableBy(String role) throws SQLException {
    return Scoped.asLogin(platform.superuser())
        .column(
            """
            select format('select %s from %s', string_agg(quote_ident(attname), ', '),
              format('%I.%I', relnamespace::regnamespace, relname))
            from pg_class join pg_attribute on attrelid = pg_class.oid
            where relnamespace = to_regnamespace(?) and relkind in ('r', 'p', 'v') and attnum > 0
              -- sizes and files, and no rows of anybody
              and relname not in ('table_health', 'index_health', 'vacuum_horizon', 'lock_room',
                'lyss_schema_history')
              and has_column_privilege(?, attrelid, attnum, 'select')
            group by relnamespace, relname
            """,
            Platform.SCHEMA, role);
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  private static void assertNothingIsSeen(Scoped scope, List<Object> queries) throws SQLException {
    assertThat(queries).hasSizeGreaterThan(10);
    for (Object query : queries) {
      assertThat(scope.attempt(String.valueOf(query)).rows()).as("%s", query).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "99", "2147483647"})
  void aScopeOfNobodySeesNothing(String nobody) throws SQLException {
    assertNothingIsSeen(Scoped.as(app, Scoped.USERS, nobody, ""), readable);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"alice", "2;", "2 or true", "2,1", "2.0", "1e0", "9999999999", "null", "{2}"})
  void aUserIdThatIsNoNumberIsRefused(String garbage) throws SQLException {
    Scoped scope = Scoped.as(app, Scoped.USERS, garbage, "");
    for (Object query : readable) {
      Outcome outcome = scope.attempt(String.valueOf(query));
      assertThat(outcome.sqlState()).as("%s", query).isIn("22P02", "22003");
    }
    assertThat(
            scope
                .attempt(
                    "insert into audit_logs (user_id, action, resource_type) values (1, 'a', 'r')")
                .sqlState())
        .isNotEmpty();
  }

  @Test
  void aRoleAloneSeesNothing() throws SQLException {
    try (Connection fresh = platform.app()) {
      for (String role : List.of(Scoped.USERS, Scoped.SYSTEM)) {
        for (Object query : readableBy(role)) {
          fresh.setAutoCommit(false);
          fresh.createStatement().execute("set local role " + role);
          try (ResultSet rows = fresh.createStatement().executeQuery(String.valueOf(query))) {
            assertThat(rows.next()).as("%s: %s", role, query).isFalse();
          }
          fresh.rollback();
        }
      }
    }
  }

  @Test
  void systemWorkWithoutAReasonSeesNothing() throws SQLException {
    assertNothingIsSeen(Scoped.as(app, Scoped.SYSTEM, "", ""), readableBy(Scoped.SYSTEM));
    // nor does a user's id replace a reason
    assertNothingIsSeen(Scoped.as(app, Scoped.SYSTEM, "" + ALICE, ""), readableBy(Scoped.SYSTEM));
  }

  @Test
  void theLoginAloneIsRefused() throws SQLException {
    Scoped login = Scoped.as(app, "none", "" + ADMIN, "a reason");
    for (Object query : readable) {
      assertThat(login.attempt(String.valueOf(query)).denied()).as("%s", query).isTrue();
    }
  }

  @Test
  void theOwnerOfTheTablesSeesNothingWithoutARole() throws SQLException {
    Scoped owner = Scoped.as(platform.owner(), "none", "" + ADMIN, "a reason");
    for (Object query : readable) {
      assertThat(owner.attempt(String.valueOf(query)).rows()).as("%s", query).isZero();
    }
    for (String change :
        List.of(
            "delete from messages",
            "update users set role = 'admin'",
            "delete from audit_logs",
            "select * from messages_default")) {
      assertThat(owner.attempt(change).rows()).as(change).isZero();
    }
  }

  /** A reason bound by mistake gives a user nothing. */
  @Test
  void aReasonIsOfNoUseToAUser() throws SQLException {
    Scoped alice = Scoped.asUser(app, ALICE);
    Scoped withReason = Scoped.as(app, Scoped.USERS, "" + ALICE, "a reason");
    for (Object query : readable) {
      assertThat(withReason.rows(String.valueOf(query)))
          .as("%s", query)
          .isEqualTo(alice.rows(String.valueOf(query)));
    }
  }

  /** As a pool reuses a connection. */
  @ParameterizedTest
  @ValueSource(strings = {"commit", "rollback", "error and rollback"})
  void nothingOfAScopeIsLeftOnItsConnection(String end) throws SQLException {
    try (Connection pooled = platform.app();
        Statement statement = pooled.createStatement()) {
      pooled.setAutoCommit(false);
      Scoped.as(pooled, Scoped.USERS, "" + ADMIN, "a reason").bind();
      statement.execute("select id from users");
      if (end.startsWith("error")) {
        assertThat(Outcome.refused(failure(statement)).sqlState()).isEqualTo("22012");
      }
      statement.execute(end.replace("error and ", ""));
      pooled.setAutoCommit(true);

      try (ResultSet row =
          statement.executeQuery(
              "select current_user = session_user, current_setting('app.current_user_id', true),"
                  + " current_setting('app.system_reason', true)")) {
        row.next();
        assertThat(row.getBoolean(1)).isTrue();
        assertThat(row.getString(2)).isNullOrEmpty();
        assertThat(row.getString(3)).isNullOrEmpty();
      }
      // if the next caller forgets to bind a user, nothing is visible, and nothing of the last user
      // is revealed
      for (Object query : readable) {
        pooled.setAutoCommit(false);
        statement.execute("set local role authenticated_users");
        try (ResultSet rows = statement.executeQuery(String.valueOf(query))) {
          assertThat(rows.next()).as("%s", query).isFalse();
        }
        pooled.rollback();
      }
    }
  }

  private static SQLException failure(Statement statement) {
    try {
      statement.execute("select 1 / 0");
    } catch (SQLException e) {
      return e;
    }
    throw new AssertionError("1 / 0 has a value");
  }
}

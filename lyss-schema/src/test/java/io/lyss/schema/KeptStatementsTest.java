package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** The doctor finds pools whose connections keep prepared statements, where scopes are signed. */
class KeptStatementsTest {

  private static final String CHECK = "prepared statements";

  private static OwnedDatabase database;

  @BeforeAll
  static void open() throws SQLException {
    database = OwnedDatabase.empty(LyssDatabase.USER);
    try (Connection owner = database.owner();
        Statement statement = owner.createStatement()) {
      statement.execute(
          "select add_scope_key('first', decode(repeat('00', 32), 'hex')); select require_signed_scopes()");
    }
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPoolThatKeepsThemIsFound(boolean autoCommit) throws SQLException {
    try (Connection only = database.appDataSource().getConnection()) {
      only.setAutoCommit(autoCommit);
      assertThat(checks(keeping(only))).contains(CHECK);
      assertThat(ofConnections(keeping(only))).containsExactly(CHECK);
      assertThat(prepared(only)).isZero();
    }
  }

  @Test
  void aPoolThatDiscardsThemIsNot() throws SQLException {
    try (Connection only = database.appDataSource().getConnection();
        Statement discard = only.createStatement()) {
      DataSource pool = pool(only, () -> discard.execute("discard all"));
      assertThat(checks(pool)).doesNotContain(CHECK);
      assertThat(ofConnections(pool)).isEmpty();
    }
  }

  @Test
  void aDriverThatNamesNoneIsNot() throws SQLException {
    try (Connection only = database.appDataSource().getConnection()) {
      only.unwrap(PGConnection.class).setPrepareThreshold(0);
      assertThat(checks(keeping(only))).doesNotContain(CHECK);
      assertThat(prepared(only)).isZero();
    }
  }

  @Test
  void connectionsThatAreNewAreNot() {
    assertThat(checks(database.appDataSource())).doesNotContain(CHECK);
    assertThat(ofConnections(database.appDataSource())).isEmpty();
  }

  @Test
  void keptStatementsAreNoFindingWhereScopesNeedNotBeSigned() throws SQLException {
    try (OwnedDatabase unsigned = OwnedDatabase.empty(LyssDatabase.USER);
        Connection only = unsigned.appDataSource().getConnection()) {
      assertThat(checks(keeping(only))).doesNotContain(CHECK);
      assertThat(ofConnections(keeping(only))).containsExactly(CHECK);
    }
  }

  private static DataSource keeping(Connection only) {
    return pool(only, () -> {});
  }

  private static DataSource pool(Connection only, Delegates.Instead onClose) {
    return Delegates.dataSource(() -> Delegates.connection(only, Map.of("close", onClose)));
  }

  private static List<String> checks(DataSource pool) {
    return names(LyssDoctor.of(LyssDatabase.USER, pool).examine().findings());
  }

  private static List<String> ofConnections(DataSource pool) {
    return names(LyssDoctor.of(LyssDatabase.USER, pool).examineConnections());
  }

  private static List<String> names(List<Finding> findings) {
    return findings.stream().map(Finding::check).toList();
  }

  private static long prepared(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_prepared_statements where name = 'lyss_doctor'")) {
      row.next();
      return row.getLong(1);
    }
  }
}

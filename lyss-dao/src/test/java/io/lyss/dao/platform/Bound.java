package io.lyss.dao.platform;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What is bound to a connection now: its role, user and reason. */
record Bound(String role, String user, String reason) {

  static final Bound NOTHING = new Bound("none", "", "");

  static Bound to(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select
                  current_setting('role'),
                  coalesce(current_setting('app.current_user_id', true), ''),
                  coalesce(current_setting('app.system_reason', true), '')
                """)) {
      row.next();
      return new Bound(row.getString(1), row.getString(2), row.getString(3));
    }
  }

  /** Binds the same, to the transaction or, as a careless host does, to the session. */
  void bind(Connection connection, boolean local) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (List<String> setting :
          List.of(
              List.of("role", role),
              List.of("app.current_user_id", user),
              List.of("app.system_reason", reason))) {
        statement.execute(
            "select set_config('%s', '%s', %s)".formatted(setting.get(0), setting.get(1), local));
      }
    }
  }
}

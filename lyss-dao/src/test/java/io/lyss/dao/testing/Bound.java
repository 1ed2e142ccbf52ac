package io.lyss.dao.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is bound to a connection now.
 *
 * @param settings those that are not empty
 */
public record Bound(String role, Map<String, String> settings) {

  public static final Bound NOTHING = new Bound("none", Map.of());

  private static final List<String> SETTINGS =
      List.of(
          "app.current_tenant_id",
          "app.active_tenant_id",
          "app.current_user_id",
          "app.current_group_ids",
          "app.current_role",
          "app.system_reason");

  public static Bound to(Connection connection) throws SQLException {
    Map<String, String> settings = new HashMap<>();
    for (String name : SETTINGS) {
      String value = current(connection, name);
      if (!value.isEmpty()) {
        settings.put(name, value);
      }
    }
    return new Bound(current(connection, "role"), settings);
  }

  private static String current(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select coalesce(current_setting('%s', true), '')".formatted(name))) {
      row.next();
      return row.getString(1);
    }
  }

  /** Binds the same, to the transaction or, as a careless host does, to the session. */
  public void bind(Connection connection, boolean local) throws SQLException {
    set(connection, "role", role, local);
    for (String name : SETTINGS) {
      set(connection, name, settings.getOrDefault(name, ""), local);
    }
  }

  private static void set(Connection connection, String name, String value, boolean local)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("select set_config(?, ?, ?)")) {
      statement.setString(1, name);
      statement.setString(2, value);
      statement.setBoolean(3, local);
      statement.execute();
    }
  }
}

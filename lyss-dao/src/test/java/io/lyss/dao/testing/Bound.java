package io.lyss.dao.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
          "app.suspended_tenant_id",
          "app.current_user_id",
          "app.current_group_ids",
          "app.current_role",
          "app.system_reason");

  private static final String CURRENT =
      SETTINGS.stream()
          .map("coalesce(current_setting('%s', true), '')"::formatted)
          .collect(Collectors.joining(", ", "select current_setting('role'), ", ""));

  private static final String BIND =
      SETTINGS.stream()
          .map("set_config('%s', ?, ?)"::formatted)
          .collect(Collectors.joining(", ", "select set_config('role', ?, ?), ", ""));

  public static Bound to(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CURRENT)) {
      row.next();
      Map<String, String> settings = new HashMap<>();
      for (int i = 0; i < SETTINGS.size(); i++) {
        String value = row.getString(i + 2);
        if (!value.isEmpty()) {
          settings.put(SETTINGS.get(i), value);
        }
      }
      return new Bound(row.getString(1), settings);
    }
  }

  /** Binds the same, to the transaction or, as a careless host does, to the session. */
  public void bind(Connection connection, boolean local) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BIND)) {
      int place = 1;
      statement.setString(place++, role);
      statement.setBoolean(place++, local);
      for (String name : SETTINGS) {
        statement.setString(place++, settings.getOrDefault(name, ""));
        statement.setBoolean(place++, local);
      }
      statement.execute();
    }
  }
}

package io.lyss.spring;

import io.lyss.schema.LyssDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Whether each database is reached and migrated, and whether row-level security is in force for the
 * application's login. One small query each.
 */
record DatabaseHealth(boolean up, Map<String, String> details) {

  private static final String ASK =
      """
      select
        exists (
          select from pg_catalog.pg_class
          where relnamespace = n.oid and relname = 'lyss_schema_history'),
        r.rolsuper or r.rolbypassrls
          or coalesce(pg_catalog.pg_has_role(n.nspowner, 'usage'), false)
      from pg_catalog.pg_roles as r
      left join pg_catalog.pg_namespace as n on n.nspname = ?
      where r.rolname = current_user
      """;

  static DatabaseHealth of(LyssDatabases databases) {
    boolean up = true;
    Map<String, String> details = new LinkedHashMap<>();
    for (LyssDatabase database : databases.all()) {
      String found = find(databases, database);
      up &= found.equals("up");
      details.put(database.name().toLowerCase(Locale.ROOT), found);
    }
    return new DatabaseHealth(up, details);
  }

  private static String find(LyssDatabases databases, LyssDatabase database) {
    String schema = databases.schema(database);
    try (Connection connection = databases.dataSource(database).getConnection();
        PreparedStatement statement = connection.prepareStatement(ASK)) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          return "not migrated";
        }
        return row.getBoolean(2) ? "the login sees all rows: use one that owns nothing" : "up";
      }
    } catch (SQLException e) {
      return "not reached";
    }
  }
}

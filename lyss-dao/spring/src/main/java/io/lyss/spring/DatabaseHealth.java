package io.lyss.spring;

import io.lyss.schema.LyssDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Whether each database is reachable and migrated, and whether row-level security is in force for
 * the application's login. It sends one small query to each database.
 */
record DatabaseHealth(boolean up, Map<String, String> details) {

  private static final Log LOG = LogFactory.getLog(DatabaseHealth.class);
  private static final String UP = "up";
  private static final String ASK =
      """
      select
        c.oid is not null,
        r.rolsuper or r.rolbypassrls
          or coalesce(pg_catalog.pg_has_role(n.nspowner, 'usage'), false),
        pg_catalog.substring(
          pg_catalog.obj_description(c.oid, 'pg_class'), '^LYSS V(\\d{1,9})\\M')::integer
      from pg_catalog.pg_roles as r
      left join pg_catalog.pg_namespace as n on n.nspname = ?
      left join pg_catalog.pg_class as c
        on c.relnamespace = n.oid and c.relname = 'lyss_schema_history'
      where r.rolname = current_user
      """;

  /** How long to wait for a server: one that does not answer by then is down. */
  private static final int SECONDS = 5;

  static DatabaseHealth of(LyssDatabases databases) {
    // databases of one pool share a connection, so a pool without a free one is waited for only
    // once
    Map<DataSource, List<LyssDatabase>> ofDataSource = new LinkedHashMap<>();
    for (LyssDatabase database : databases.all()) {
      ofDataSource
          .computeIfAbsent(databases.dataSource(database).target(), any -> new ArrayList<>())
          .add(database);
    }
    Map<LyssDatabase, String> found = new EnumMap<>(LyssDatabase.class);
    ofDataSource.values().forEach(each -> found.putAll(find(databases, each)));
    Map<String, String> details = new LinkedHashMap<>();
    found.forEach(
        (database, state) -> details.put(database.name().toLowerCase(Locale.ROOT), state));
    return new DatabaseHealth(found.values().stream().allMatch(UP::equals), details);
  }

  private static Map<LyssDatabase, String> find(LyssDatabases databases, List<LyssDatabase> those) {
    Map<LyssDatabase, String> found = new EnumMap<>(LyssDatabase.class);
    try (Connection connection = databases.dataSource(those.get(0)).getConnection();
        PreparedStatement statement = connection.prepareStatement(ASK)) {
      statement.setQueryTimeout(SECONDS);
      for (LyssDatabase database : those) {
        found.put(database, ask(statement, database, databases.schema(database)));
      }
    } catch (SQLException e) {
      LOG.warn("LYSS does not reach " + those, e);
      those.forEach(database -> found.putIfAbsent(database, "not reached"));
    }
    return found;
  }

  private static String ask(PreparedStatement statement, LyssDatabase database, String schema)
      throws SQLException {
    statement.setString(1, schema);
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      if (!row.getBoolean(1)) {
        return "not migrated";
      }
      int version = row.getInt(3);
      // A later version is no fault: hosts are replaced one by one.
      if (!row.wasNull() && version < database.version()) {
        return "older than this LYSS, which needs V%d: the schema is at V%d; migrate it"
            .formatted(database.version(), version);
      }
      return row.getBoolean(2) ? "the login sees all rows: use one that owns nothing" : UP;
    }
  }
}

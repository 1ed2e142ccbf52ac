package io.lyss.schema;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Databases to test with, and queries on them. */
public final class TestDatabases {

  private TestDatabases() {}

  public static ThrowawayDatabase empty() {
    return ThrowawayPostgres.shared().database();
  }

  /** A copy of a platform database that was migrated once. */
  public static ThrowawayDatabase migrated() {
    return migrated(LyssDatabase.PLATFORM);
  }

  /** A copy of any database that was migrated once. */
  public static ThrowawayDatabase migrated(LyssDatabase kind) {
    return ThrowawayPostgres.shared()
        .database(kind.toString(), db -> prepare(kind, db.dataSource()));
  }

  /**
   * Migrates by the script, in a third of the time: MigrationScriptTest compares the two. If the
   * script fails, the migrator says in which line of which file.
   */
  static void prepare(LyssDatabase kind, DataSource owner) {
    LyssMigrator migrator = LyssMigrator.of(kind, owner);
    ThrowawayDatabase.execute(owner, migrator.script(), migrator::migrate);
  }

  static LyssMigrator platform(ThrowawayDatabase database) {
    return LyssMigrator.of(LyssDatabase.PLATFORM, database.dataSource());
  }

  /** The rows of a query, each with its columns joined by a bar. */
  public static List<String> rows(ThrowawayDatabase database, String query) {
    return rows(database.dataSource(), query);
  }

  static List<String> rows(DataSource dataSource, String query) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", columns));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException("Failed: " + query, e);
    }
  }

  /** The files in the history of a schema, in order of application. */
  public static List<String> history(ThrowawayDatabase database, String schema) {
    return rows(
        database,
        "select script from "
            + schema
            + ".lyss_schema_history where installed_rank > 0 order by installed_rank");
  }
}

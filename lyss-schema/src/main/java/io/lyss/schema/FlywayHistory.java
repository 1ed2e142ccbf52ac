package io.lyss.schema;

import static io.lyss.schema.LyssMigrator.HISTORY_TABLE;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;

/** The history of a schema, as Flyway reads, writes and locks it. */
final class FlywayHistory {

  /** The letters of "Flyway" as a number: Flyway adds the hash of the table's name to it. */
  private static final long FLYWAY = 0x466C79776179L;

  private static final String HOLDS_SOMETHING =
      """
      select exists (
        select from (
          select oid from pg_class where relnamespace = n.oid and relkind in ('r', 'p', 'v', 'm', 'S', 'f')
          union all select oid from pg_proc where pronamespace = n.oid
          union all select oid from pg_type where typnamespace = n.oid and typtype in ('d', 'e', 'r')
        ) as object
        where not exists (
          select from pg_depend as d where d.objid = object.oid and d.deptype = 'e'))
      from pg_namespace as n
      where n.nspname = ?
      """;

  // Flyway also has a row for creating the schema. The answer is one text, because in a program
  // that has just started each cell of a row takes its time.
  private static final String LAST_APPLIED =
      """
      select string_agg(
        concat_ws('|', version, description, script, checksum, type, success), e'\\n'
        order by script collate "C")
      from (
        select distinct on (script) version, description, script, checksum, type, success
        from %s.%s
        where type <> 'SCHEMA'
        order by script, installed_rank desc
      ) as last_applied
      """;

  private final Connection connection;
  private final String schema;
  private final StringBuilder rows = new StringBuilder();
  private int rank;

  FlywayHistory(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /**
   * Takes the lock of Flyway on this history until the transaction ends, and waits for a Flyway
   * that has it.
   */
  void lock() throws SQLException {
    String table = "\"" + schema + "\".\"" + HISTORY_TABLE + "\"";
    try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
      lock.setLong(1, FLYWAY + table.hashCode());
      lock.execute();
    }
  }

  boolean exists() throws SQLException {
    return MigrationScript.hasHistory(connection, schema);
  }

  /**
   * @throws LyssMigrationException if the schema has objects of somebody else
   */
  void checkEmptySchema(LyssDatabase database) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(HOLDS_SOMETHING)) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        if (row.next() && row.getBoolean(1)) {
          throw Failures.notEmpty(database, schema);
        }
      }
    }
  }

  /** Whether exactly these files were applied, as they are now: then nothing is pending. */
  boolean holds(List<ShippedFile> files) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LAST_APPLIED.formatted(schema, HISTORY_TABLE))) {
      row.next();
      return asApplied(files).equals(row.getString(1));
    }
  }

  private static String asApplied(List<ShippedFile> files) {
    StringBuilder applied = new StringBuilder();
    files.stream()
        .sorted(Comparator.comparing(ShippedFile::script))
        .forEach(
            file -> {
              if (!applied.isEmpty()) {
                applied.append('\n');
              }
              if (file.version() != null) {
                applied.append(file.version()).append('|');
              }
              applied.append(file.description()).append('|').append(file.script()).append('|');
              applied.append(file.checksum()).append("|SQL|t");
            });
    return applied.toString();
  }

  /** Creates the schema and the table if they do not exist. */
  void create() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(MigrationScript.preparation(schema));
    }
    rank = MigrationScript.nextRank(connection, schema);
  }

  /** Adds a file that was applied. */
  void add(ShippedFile file, long millis) {
    rows.append(MigrationScript.historyRow(schema, file, rank++, millis));
  }

  /** Writes all added files in one message. */
  void write() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(rows.toString());
    }
  }
}

package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What {@link MigrationScript#AFTER_MIGRATE} would find to do. That file runs functions, which a
 * new session has to read and to plan one by one; this is one look at the catalog.
 */
final class AfterMigrate {

  // A default partition with rows has months to be made, too.
  private static final String IS_DONE =
      """
      select obj_description(to_regclass(?), 'pg_class') like ?
        and not exists (
          select from pg_partitioned_table as p
          join pg_class as c on c.oid = p.partrelid
          where c.relnamespace = (select to_regnamespace(?))
            and (
              pg_relation_size(p.partdefid) > 0
              or exists (select from %s.needed_months(p.partrelid) as m where m.partition is null)
            )
        )
      """;

  private AfterMigrate() {}

  /**
   * Whether all months are there and the history's comment names the last version, in a schema to
   * which exactly the files of this version have been applied.
   */
  static boolean isDone(Connection connection, LyssDatabase database, String schema)
      throws SQLException {
    Optional<Integer> version = ShippedFiles.of(database, schema).flatMap(AfterMigrate::last);
    if (version.isEmpty()) {
      return false;
    }
    try (PreparedStatement statement = connection.prepareStatement(IS_DONE.formatted(schema))) {
      statement.setString(1, schema + "." + LyssMigrator.HISTORY_TABLE);
      statement.setString(2, "LYSS V" + version.get() + ":%");
      statement.setString(3, schema);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static Optional<Integer> last(List<ShippedFile> files) {
    return files.stream()
        .flatMap(file -> Optional.ofNullable(file.version()).stream())
        .map(Integer::valueOf)
        .max(Comparator.naturalOrder());
  }
}

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

  // The months are those of create_monthly_partitions(): from last month to the third ahead. It
  // also makes those of rows in a default partition.
  private static final String IS_DONE =
      """
      select obj_description(to_regclass(?), 'pg_class') like ?
        and not exists (
          select from pg_partitioned_table as p
          join pg_class as c on c.oid = p.partrelid
          where c.relnamespace = (select to_regnamespace(?))
            and (
              pg_relation_size(p.partdefid) > 0
              or 5 > (
                select count(*)
                from generate_series(-1, 3) as n
                join pg_class as m on m.relnamespace = c.relnamespace and m.relname = c.relname || to_char(
                  date_trunc('month', %s.statement_time() at time zone 'UTC') + make_interval(months => n),
                  '_YYYY_MM')
                join pg_inherits as i on i.inhrelid = m.oid and i.inhparent = c.oid
              )
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

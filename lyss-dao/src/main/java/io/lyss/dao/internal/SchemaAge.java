package io.lyss.dao.internal;

import io.lyss.dao.error.NotMigratedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reports whether the schema or this version of LYSS is the older one, after a call has failed
 * because something is missing. Calls that succeed read nothing for it.
 */
final class SchemaAge {

  // Each login may read a comment, but few may read the history of migrations.
  private static final String COMMENT =
      """
      select pg_catalog.obj_description(c.oid, 'pg_class')
      from pg_catalog.pg_class as c
      join pg_catalog.pg_namespace as n on n.oid operator(pg_catalog.=) c.relnamespace
      where n.nspname operator(pg_catalog.=) ?
        and c.relname operator(pg_catalog.=) 'lyss_schema_history'
      """;

  private static final Pattern VERSION = Pattern.compile("LYSS V(\\d{1,9})\\b.*");

  private static final String NO_SCHEMA = "";

  private SchemaAge() {}

  /**
   * The same failure, with the version of the schema in its message.
   *
   * @param connections the source of a connection; null in a transaction, because the failure has
   *     ended it
   */
  static NotMigratedException told(
      NotMigratedException failure,
      @Nullable Connections connections,
      String defaultSchema,
      String schema) {
    int needed = SchemaVersions.BY_SCHEMA.get(defaultSchema);
    Throwable cause = failure.getCause();
    return new NotMigratedException(
        (cause == null ? failure.getMessage() : cause.getMessage())
            + ". "
            + sentence(connections == null ? null : comment(connections, schema), schema, needed),
        failure.sqlState(),
        cause);
  }

  private static String sentence(@Nullable String comment, String schema, int needed) {
    if (comment == null) {
      return "Has the schema %s been migrated by this version of LYSS, which needs V%d? The command validate tells"
          .formatted(schema, needed);
    }
    Matcher version = VERSION.matcher(comment);
    if (!version.matches()) {
      return (comment.equals(NO_SCHEMA)
              ? "There is no schema %s of LYSS, which needs V%d: migrate it"
              : "The schema %s does not say of which version of LYSS it is; this one needs V%d: migrate it")
          .formatted(schema, needed);
    }
    int found = Integer.parseInt(version.group(1));
    if (found < needed) {
      return "The schema %s is older than this LYSS: it is at V%d, and V%d is needed. Migrate it"
          .formatted(schema, found, needed);
    } else if (found > needed) {
      return "The schema %s is newer than this LYSS: it is at V%d, and this one knows V%d. Use the later LYSS"
          .formatted(schema, found, needed);
    }
    return "The schema %s is of this version, V%d; so something in it is not as migrations make it, as validate tells, or the statement is wrong"
        .formatted(schema, needed);
  }

  /**
   * The comment of the schema; null if it cannot be read, such as in a failed transaction of the
   * host.
   */
  private static @Nullable String comment(Connections connections, String schema) {
    try (Connection connection = connections.get()) {
      return connections.isInHostsTransaction(connection)
          ? null
          : Transactions.within(connection, () -> comment(connection, schema));
    } catch (SQLException e) {
      return null;
    }
  }

  private static String comment(Connection connection, String schema) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COMMENT)) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return NO_SCHEMA;
        }
        String comment = row.getString(1);
        return comment == null ? "none" : comment;
      }
    }
  }
}

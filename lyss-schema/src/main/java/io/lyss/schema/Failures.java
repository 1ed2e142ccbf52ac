package io.lyss.schema;

import java.sql.SQLException;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong in a migration: which statement of which file, and what to do. */
final class Failures {

  private Failures() {}

  static LyssMigrationException translate(LyssDatabase database, String schema, Exception failure) {
    String what = "The migration of " + database + " (schema " + schema + ") failed";
    FlywaySqlScriptException script = find(failure, FlywaySqlScriptException.class);
    SQLException sql = find(failure, SQLException.class);
    // Flyway's own statements are scripts without a name.
    String file =
        script == null || script.getResource() == null ? "" : script.getResource().getFilename();
    if (script != null && !file.isEmpty()) {
      String statement = script.getStatement().strip();
      return new LyssMigrationException(
          what
              + " in "
              + file
              + ", line "
              + script.getLineNumber()
              + ": "
              + reason(sql)
              + (file.equals(MigrationScript.AFTER_MIGRATE)
                  ? "\nAll files are applied; migrate again to repeat this step."
                  : "\nNo file of this migration was applied.")
              + " The statement:\n"
              + statement,
          file,
          script.getLineNumber(),
          statement,
          failure);
    }
    FlywayException flyway = find(failure, FlywayException.class);
    if (flyway != null
        && flyway.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
      return new LyssMigrationException(
          what
              + ": the schema is not empty, and was never migrated. Name another schema, or move"
              + " what is in it elsewhere.",
          failure);
    }
    return new LyssMigrationException(
        what + ": " + (sql == null ? failure.getMessage() : reason(sql)), failure);
  }

  private static String reason(@Nullable SQLException sql) {
    return sql == null ? "unknown reason" : sql.getMessage().strip();
  }

  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}

package io.lyss.schema;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages about a failed migration: which statement of which file has failed, and what
 * to do.
 */
final class Failures {

  // lock_not_available, deadlock_detected
  private static final Set<String> FOR_WANT_OF_A_LOCK = Set.of("55P03", "40P01");

  private static final String READ_ONLY = "25006";

  private Failures() {}

  static LyssMigrationException translate(LyssDatabase database, String schema, Exception failure) {
    String what = failed(database, schema);
    SQLException sql = find(failure, SQLException.class);
    return new LyssMigrationException(
        what + ": " + (sql == null ? failure.getMessage() : reason(sql)) + remedy(sql), failure);
  }

  /**
   * A statement of a file failed.
   *
   * @param place null if it is not known
   */
  static LyssMigrationException inFile(
      LyssDatabase database,
      String schema,
      String file,
      @Nullable StatementPlace place,
      SQLException failure) {
    return new LyssMigrationException(
        failed(database, schema)
            + " in "
            + file
            + (place == null ? "" : ", " + place.text())
            + ": "
            + reason(failure)
            + "\nNo file of this migration was applied."
            + (place == null ? "" : " The statement:\n" + place.statement()),
        file,
        place == null ? 0 : place.lines().get(0),
        place == null ? null : place.statement(),
        failure);
  }

  static LyssMigrationException notEmpty(LyssDatabase database, String schema) {
    return new LyssMigrationException(
        failed(database, schema)
            + ": the schema is not empty, and was never migrated. Name another schema, or move"
            + " what is in it elsewhere.",
        null);
  }

  /** What all commands say of a schema that is newer than this LYSS. */
  static String later(String schema, String file) {
    return "the schema " + schema + " was " + LyssMigrator.goneAhead(file);
  }

  private static String failed(LyssDatabase database, String schema) {
    return "The migration of " + database + " (schema " + schema + ") failed";
  }

  /** A step of distributing the schema failed, and no file. */
  static LyssMigrationException distributing(
      LyssDatabase database, String schema, String step, SQLException failure) {
    return new LyssMigrationException(
        database
            + " (schema "
            + schema
            + ") could not be distributed by Citus, in "
            + step
            + ": "
            + reason(failure)
            + remedy(failure)
            + "\nMigrate again to go on.",
        failure);
  }

  /** The files were applied; what runs after them failed. */
  static LyssMigrationException afterMigrate(
      LyssDatabase database, String schema, String sql, SQLException failure) {
    return new LyssMigrationException(
        "The migration of "
            + database
            + " (schema "
            + schema
            + ") failed in "
            + MigrationScript.AFTER_MIGRATE
            + ": "
            + reason(failure)
            + "\nAll files are applied; migrate again to repeat this step.",
        MigrationScript.AFTER_MIGRATE,
        0,
        sql.strip(),
        failure);
  }

  /** Whether it failed for want of a lock: the same migration may succeed later. */
  static boolean isForWantOfALock(Exception failure) {
    SQLException sql = find(failure, SQLException.class);
    return sql != null && FOR_WANT_OF_A_LOCK.contains(String.valueOf(sql.getSQLState()));
  }

  /** The migration was repeated and given up for want of a lock. */
  static LyssMigrationException withoutLock(
      LyssDatabase database, String schema, Optional<String> waitedFor, Exception failure) {
    LyssMigrationException last =
        failure instanceof LyssMigrationException told
            ? told
            : translate(database, schema, failure);
    return new LyssMigrationException(
        "The migration of "
            + database
            + " (schema "
            + schema
            + ") gave up waiting for "
            + waitedFor.orElse("a lock")
            + ". End that transaction, or migrate when less is going on.\n"
            + last.getMessage(),
        last.file().orElse(null),
        last.line(),
        last.statement().orElse(null),
        failure);
  }

  // too_many_connections, also for the limit of one login or one database
  private static String remedy(@Nullable SQLException sql) {
    return sql != null && "53300".equals(sql.getSQLState())
        ? "\nA migration needs a connection, and a second to say what it waits for: raise the connection limit of the login, of"
            + " the database or of the server, or wait until others are closed."
        : "";
  }

  /** What the server says, and what to do where it says that it only reads. */
  static String reason(@Nullable SQLException sql) {
    if (sql == null) {
      return "unknown reason";
    }
    return sql.getMessage().strip()
        + (READ_ONLY.equals(sql.getSQLState())
            ? "\nThis server only reads: it is a standby, or default_transaction_read_only is on. Name the primary."
            : "");
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

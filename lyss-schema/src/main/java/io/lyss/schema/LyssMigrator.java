package io.lyss.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.ValidateResult;

/**
 * Migrates one {@link LyssDatabase} into one PostgreSQL schema.
 *
 * <pre>{@code
 * LyssMigrator.of(LyssDatabase.PLATFORM, dataSource).migrate();
 * }</pre>
 *
 * <p>It has a history table of its own ({@value #HISTORY_TABLE}, in that schema) and touches
 * nothing outside it but roles and extensions; a host's own Flyway and its history stay as they
 * are. Two hosts that migrate at the same time take turns, and the second finds nothing to do.
 *
 * <p>The data source's login owns the schema, or will own it. A migration uses four connections at
 * most; they have to reach the server directly or through a pooler in session mode.
 *
 * <p>Immutable and thread-safe.
 */
public final class LyssMigrator {

  /** The table that records what has been applied. */
  public static final String HISTORY_TABLE = "lyss_schema_history";

  // Names that need no quotes, so that a file reads the same whatever the schema is called.
  private static final Pattern SCHEMA_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private final LyssDatabase database;
  private final DataSource dataSource;
  private final String schema;
  private final MigrationProgress progress;

  private LyssMigrator(
      LyssDatabase database, DataSource dataSource, String schema, MigrationProgress progress) {
    this.database = Objects.requireNonNull(database, "database");
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.schema = schema;
    this.progress = progress;
  }

  /** A migrator into the database's default schema. */
  public static LyssMigrator of(LyssDatabase database, DataSource dataSource) {
    return new LyssMigrator(database, dataSource, database.defaultSchema(), file -> {});
  }

  /**
   * The same migrator into another schema, which is created if it does not exist.
   *
   * @param name lower-case letters, digits and underscores
   * @throws IllegalArgumentException if the name is anything else, or one of PostgreSQL's own
   */
  public LyssMigrator schema(String name) {
    if (!SCHEMA_NAME.matcher(name).matches()
        || name.startsWith("pg_")
        || name.equals("information_schema")) {
      throw new IllegalArgumentException(
          "The schema \""
              + name
              + "\" cannot be used: its name is to be of lower-case letters, digits and underscores,"
              + " 63 at most, to begin with no digit, and not to be one of PostgreSQL's own (pg_...,"
              + " information_schema)");
    }
    return new LyssMigrator(database, dataSource, name, progress);
  }

  /** The same migrator, which reports its progress. */
  public LyssMigrator progress(MigrationProgress listener) {
    return new LyssMigrator(database, dataSource, schema, Objects.requireNonNull(listener));
  }

  /**
   * Applies the pending files, in one transaction, and makes the partitions of the months ahead.
   *
   * <p>A schema that a later version of LYSS has migrated is left as it is: hosts are replaced one
   * by one, and an old one that restarts meanwhile must not put its old policies back.
   *
   * @throws LyssMigrationException if a file fails (then none of them is applied), if an applied
   *     file is not what it was, if the server is older than PostgreSQL 16 or not in UTF-8, or if
   *     the login lacks a right
   */
  public MigrationResult migrate() {
    try (MigrationLock lock = MigrationLock.acquire(dataSource)) {
      ServerRequirements.check(lock.connection(), schema);
      ServerRequirements.checkRights(lock.connection(), schema);
      List<String> applied = new ArrayList<>();
      MigrationProgress listener =
          file -> {
            applied.add(file);
            progress.applied(file);
          };
      Flyway flyway = flyway(dataSource, listener);
      // Flyway reads all files to tell what has been applied: a fifth of the time of a migration.
      boolean isNew = MigrationScript.nextRank(lock.connection(), schema) == 1;
      if (isNew || !isLater(flyway)) {
        migrate(flyway);
      }
      return new MigrationResult(database, schema, applied);
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
  }

  // Each release that edits a repeatable file therefore adds a versioned one.
  private static boolean isLater(Flyway flyway) {
    return Arrays.stream(flyway.info().applied())
        .anyMatch(info -> info.isVersioned() && info.getState() == MigrationState.FUTURE_SUCCESS);
  }

  private void migrate(Flyway flyway) {
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      throw new LyssMigrationException(
          "The schema "
              + schema
              + " was not migrated, as it is not what this version of LYSS left behind:\n"
              + Differences.beyondPending(flyway.validateWithResult())
              + "\nRestore what was changed: files that have been applied are not edited. If a later"
              + " version of LYSS has migrated it, use that version.",
          e);
    }
  }

  /**
   * Compares what has been applied with the files of this version, and what is in the schema with
   * what these files make: tables, constraints, indexes, policies, rights, functions, views and
   * triggers, and the roles. What a host adds beside is no difference: schemas of its own, and
   * indexes for speed.
   *
   * <p>A schema that a later version of LYSS has migrated is not compared.
   *
   * <p>The login is the schema's owner, or may become {@code lyss_system}, as the application's.
   *
   * @throws LyssMigrationException if a file is pending, was changed after it had been applied, or
   *     if something in the schema differs
   */
  public void validate() {
    try (ReadingSession session = ReadingSession.open(dataSource, schema)) {
      Flyway flyway = flyway(session.dataSource(), progress);
      if (isLater(flyway)) {
        return;
      }
      ValidateResult result = flyway.validateWithResult();
      if (!result.validationSuccessful) {
        throw new LyssMigrationException(
            "The schema "
                + schema
                + " is not what this version of LYSS expects:\n"
                + Differences.of(result)
                + "\nIf files are only pending, migrate. If one was changed, restore it: files that"
                + " have been applied are not edited.",
            null);
      }
      List<String> differences = SchemaCatalog.read(session, schema).differences(database);
      if (!differences.isEmpty()) {
        throw new LyssMigrationException(
            "The schema "
                + schema
                + " was changed by something else than its migrations:\n"
                + differences.stream().map(line -> "  " + line).collect(Collectors.joining("\n"))
                + "\nPut back what is missing or changed, and move elsewhere what is not of LYSS.",
            null);
      }
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
  }

  /**
   * Every file of this version, and every one that has been applied, in order of application. A
   * repeatable file is there once for each time it was applied, and once more while it is pending.
   */
  public List<MigrationStatus> info() {
    try (ReadingSession session = ReadingSession.open(dataSource, schema)) {
      return Arrays.stream(flyway(session.dataSource(), progress).info().all())
          // the mark that Flyway leaves where it has created the schema
          .filter(info -> info.getType() != CoreMigrationType.SCHEMA)
          .map(LyssMigrator::status)
          .toList();
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
  }

  /**
   * What {@link #migrate()} would do now, as SQL for a DBA to review and run. It records itself in
   * the history table, so that a later migration finds it done. Nothing is changed by asking.
   *
   * @return a script for psql or any other client, in one transaction; only comments if nothing is
   *     pending
   */
  public String script() {
    try (ReadingSession session = ReadingSession.open(dataSource, schema)) {
      Connection connection = session.connection();
      Flyway flyway = flyway(session.dataSource(), progress);
      if (isLater(flyway)) {
        return "-- A later version of LYSS has migrated the schema " + schema + " already.\n";
      }
      List<MigrationInfo> pending = List.of(flyway.info().pending());
      int rank = MigrationScript.nextRank(connection, schema);
      return MigrationScript.of(database, schema, pending, rank);
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
  }

  private Flyway flyway(DataSource connections, MigrationProgress listener) {
    return FlywayFactory.create(database, schema, connections, listener);
  }

  private static MigrationStatus status(MigrationInfo info) {
    return new MigrationStatus(
        info.getScript(),
        Optional.ofNullable(info.getVersion()).map(Object::toString),
        info.getDescription(),
        info.getState().getDisplayName(),
        info.getState() == MigrationState.PENDING,
        Optional.ofNullable(info.getInstalledOn())
            .map(date -> Instant.ofEpochMilli(date.getTime())));
  }
}

package io.lyss.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

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
 * <p>The data source's login owns the schema, or will own it. A migration uses one connection, and
 * a second one if it waits or fails, to say for whom or where. They have to reach the server
 * directly or through a pooler in session mode.
 *
 * <p>Immutable and thread-safe.
 */
public final class LyssMigrator {

  /** The table that records what has been applied. */
  public static final String HISTORY_TABLE = "lyss_schema_history";

  // Names that need no quotes, so that a file reads the same whatever the schema is called.
  private static final Pattern SCHEMA_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final LyssDatabase database;
  private final DataSource dataSource;
  private final String schema;
  private final MigrationProgress progress;
  private final Duration patience;
  private final boolean distributed;

  private LyssMigrator(
      LyssDatabase database,
      DataSource dataSource,
      String schema,
      MigrationProgress progress,
      Duration patience,
      boolean distributed) {
    this.database = Objects.requireNonNull(database, "database");
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.schema = schema;
    this.progress = progress;
    this.patience = patience;
    this.distributed = distributed;
  }

  /** A migrator into the database's default schema. */
  public static LyssMigrator of(LyssDatabase database, DataSource dataSource) {
    return new LyssMigrator(
        database, dataSource, database.defaultSchema(), file -> {}, PATIENCE, false);
  }

  /**
   * The same migrator into another schema, which is created if it does not exist.
   *
   * @param name lower-case letters, digits and underscores
   * @throws IllegalArgumentException if the name is anything else, or one of PostgreSQL's own
   */
  public LyssMigrator schema(String name) {
    checkName(name);
    return new LyssMigrator(database, dataSource, name, progress, patience, distributed);
  }

  static void checkName(String schema) {
    if (!SCHEMA_NAME.matcher(schema).matches()
        || schema.startsWith("pg_")
        || schema.equals("information_schema")) {
      throw new IllegalArgumentException(
          "The schema \""
              + schema
              + "\" cannot be used: its name is to be of lower-case letters, digits and underscores,"
              + " 63 at most, to begin with no digit, and not to be one of PostgreSQL's own (pg_...,"
              + " information_schema)");
    }
  }

  /** The same migrator, which reports its progress. */
  public LyssMigrator progress(MigrationProgress listener) {
    return new LyssMigrator(
        database, dataSource, schema, Objects.requireNonNull(listener), patience, distributed);
  }

  /**
   * The same migrator with another limit for how long it tries again when it cannot get a lock; the
   * default is a minute.
   *
   * @param duration zero for a single attempt
   * @throws IllegalArgumentException if it is negative, or longer than a day
   */
  public LyssMigrator patience(Duration duration) {
    if (duration.isNegative() || duration.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "duration is " + duration + "; it can be from zero to a day");
    }
    return new LyssMigrator(database, dataSource, schema, progress, duration, distributed);
  }

  /**
   * The same migrator, which then distributes the schema by tenant over the nodes of Citus; {@link
   * #script} does that, too. A distributed schema stays so, and its upgrades go to all nodes, even
   * without this call.
   *
   * <p>The data source leads to the coordinator. {@link #migrate} fails if the database does not
   * have the extension citus, if the roles of LYSS cannot log in to the nodes, and for {@link
   * LyssDatabase#PLATFORM}. Each table and each function is distributed in a transaction of its
   * own, after the files are applied. Idempotent: a migration that was interrupted in between goes
   * on when it is repeated.
   */
  public LyssMigrator onCitus() {
    return new LyssMigrator(database, dataSource, schema, progress, patience, true);
  }

  /**
   * Applies the pending files, in one transaction, and makes the partitions of the months ahead.
   *
   * <p>A schema that a later version of LYSS has migrated is left as it is: hosts are replaced one
   * by one, and an old one that restarts meanwhile must not put its old policies back.
   *
   * <p>It never waits longer than two seconds for a lock, because the application may wait for the
   * locks that it holds already. After that it releases them and tries again, as long as {@link
   * #patience} lasts.
   *
   * @throws LyssMigrationException if a file fails (then none of them is applied), if an applied
   *     file has changed since, if the server is older than PostgreSQL 16 or not in UTF-8, if the
   *     login lacks a right, or if it could not get a lock
   */
  public MigrationResult migrate() {
    return new Migration(database, schema, dataSource, progress, patience, distributed).run();
  }

  /**
   * Compares the applied files with those of this version, and the schema with what these files
   * make: tables, constraints, indexes, policies, rights, functions, views and triggers, and the
   * roles. Indexes that a host adds, and schemas of its own, are no difference.
   *
   * <p>A schema that a later version of LYSS has migrated is not compared.
   *
   * <p>The login is the schema's owner, or may become {@code lyss_system}, like the application's
   * login for jobs.
   *
   * @return the file of a {@link #later} version that has migrated the schema; then nothing was
   *     compared
   * @throws LyssMigrationException if a file is pending, was changed after it had been applied, or
   *     if something in the schema differs
   */
  public Optional<String> validate() {
    try (ReadingSession session = ReadingSession.open(dataSource, schema)) {
      Validation validation = Validation.of(database, schema, session);
      validation.check(schema);
      return validation.later();
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
  }

  /**
   * The differences for which {@link #validate} would fail, each with a remedy; empty if there are
   * none, or if a {@link #later} version has migrated the schema. They include functions, views,
   * policies and triggers that no file defines any more, such as a function with its earlier
   * parameters.
   *
   * <p>The login is one that may call {@code validate}.
   */
  public List<Finding> differences() {
    try (ReadingSession session = ReadingSession.open(dataSource, schema)) {
      return List.copyOf(Validation.of(database, schema, session).findings());
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
  }

  /**
   * The file of a later version of LYSS that has migrated the schema. Then this version migrates
   * and compares nothing; it may go on reading and writing.
   *
   * <p>The login is one that may call {@code validate}.
   */
  public Optional<String> later() {
    try (ReadingSession session = ReadingSession.open(dataSource, schema)) {
      return MigrationFiles.of(flyway(session)).later();
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
  }

  /**
   * The sentence about a schema that is newer than this LYSS.
   *
   * @param file what {@link #later} and {@link #validate} return
   */
  public static String goneAhead(String file) {
    return "migrated by a later version of LYSS (%s), and is left as it is".formatted(file);
  }

  /**
   * Every file of this version, and every file that was applied, in the order of application. A
   * repeatable file is listed once for each time that it was applied, and once more if it has
   * changed since. At most one of these is pending.
   */
  public List<MigrationStatus> info() {
    try (ReadingSession session = ReadingSession.open(dataSource, schema)) {
      MigrationFiles files = MigrationFiles.of(flyway(session));
      if (files.later().isEmpty()) {
        files.checkOrder(schema);
      }
      return files.all().stream()
          // the row in which Flyway notes that it has created the schema
          .filter(info -> info.getType() != CoreMigrationType.SCHEMA)
          .map(info -> status(info, files.later().isEmpty() && files.isPending(info)))
          .toList();
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
  }

  /**
   * What {@link #migrate()} would do now, as SQL for a DBA to review and run. It records itself in
   * the history table, so that a later migration finds it done. This call changes nothing.
   *
   * @return a script for psql or any other client, in one transaction; only comments if nothing is
   *     pending
   */
  public String script() {
    try (ReadingSession session = ReadingSession.open(dataSource, schema)) {
      Connection connection = session.connection();
      Citus citus = Citus.of(connection, database, schema, distributed);
      Optional<List<ShippedFile>> shipped = ShippedFiles.of(database, schema);
      if (shipped.isPresent() && !MigrationScript.hasHistory(connection, schema)) {
        return MigrationScript.of(database, schema, shipped.get(), 1, citus);
      }
      MigrationFiles files = MigrationFiles.of(flyway(session));
      if (files.later().isPresent()) {
        return "-- Nothing to run: " + Failures.later(schema, files.later().get()) + ".\n";
      }
      files.checkOrder(schema);
      int rank = MigrationScript.nextRank(connection, schema);
      return MigrationScript.of(database, schema, files.pending(), rank, citus);
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
  }

  private Flyway flyway(ReadingSession session) {
    return FlywayFactory.create(database, schema, session.dataSource());
  }

  private static MigrationStatus status(MigrationInfo info, boolean pending) {
    return new MigrationStatus(
        info.getScript(),
        Optional.ofNullable(info.getVersion()).map(Object::toString),
        info.getDescription(),
        info.getState().getDisplayName(),
        pending,
        Optional.ofNullable(info.getInstalledOn())
            .map(date -> Instant.ofEpochMilli(date.getTime())));
  }
}

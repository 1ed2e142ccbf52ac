package io.lyss.schema;

import io.lyss.schema.internal.ManualCommits;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * One migration. It waits for other migrations to end, and starts again if it cannot get a lock in
 * time. It never waits long for a lock, because it holds others meanwhile, for which the
 * application waits.
 */
final class Migration {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final LyssDatabase database;
  private final String schema;
  private final DataSource connections;
  private final String applicationName;
  private final MigrationProgress progress;
  private final Duration patience;
  private final boolean distributed;
  private final List<String> applied = new ArrayList<>();
  private Optional<String> later = Optional.empty();

  Migration(
      LyssDatabase database,
      String schema,
      DataSource dataSource,
      MigrationProgress progress,
      Duration patience,
      boolean distributed) {
    this.database = database;
    this.schema = schema;
    this.applicationName = "lyss migration " + UUID.randomUUID().toString().substring(0, 8);
    this.connections = MigratingConnections.of(dataSource, applicationName);
    this.progress = progress;
    this.patience = patience;
    this.distributed = distributed;
  }

  MigrationResult run() {
    try (ManualCommits session = ManualCommits.open(connections)) {
      repeatUntilLocked(session.connection());
      return new MigrationResult(database, schema, applied, later);
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
  }

  private void repeatUntilLocked(Connection connection) throws SQLException {
    long end = System.nanoTime() + patience.toNanos();
    Pauses pauses = new Pauses(FIRST_PAUSE);
    while (true) {
      LockWatch watch = LockWatch.start(connections, applicationName, progress);
      try (watch) {
        once(connection);
        return;
      } catch (FlywayException | LyssMigrationException e) {
        if (!Failures.isForWantOfALock(e)) {
          throw e;
        }
        if (System.nanoTime() + pauses.next().toNanos() > end) {
          throw Failures.withoutLock(database, schema, watch.last(), e);
        }
      }
      pauses.take();
    }
  }

  private void once(Connection connection) throws SQLException {
    applied.clear();
    Map<String, String> before = new LinkedHashMap<>();
    Ending undone = () -> undo(connection, before);
    try (undone) {
      MigrationLock.take(connection, progress);
      ServerRequirements.check(connection, schema);
      ServerRequirements.checkOwner(connection, database, schema);
      Citus citus = Citus.of(connection, database, schema, distributed);
      if (citus.isThere()) {
        before.putAll(SessionSettings.set(connection, citus.settings()));
        citus.checkNodes(connection);
      }
      later = applyFiles(connection, citus);
      connection.commit();
      if (later.isEmpty()) {
        makePartitions(connection);
        if (citus.distributes()) {
          citus.distribute(connection, progress);
        }
      }
      if (citus.isLeftOut()) {
        progress.noticed(
            "the extension citus is in this database, and the schema %s is not distributed"
                .formatted(schema));
      }
    }
  }

  private static void undo(Connection connection, Map<String, String> settings)
      throws SQLException {
    connection.rollback();
    if (!settings.isEmpty()) {
      SessionSettings.set(connection, settings);
      connection.commit();
    }
  }

  /**
   * Applies all files in one transaction: an upgrade happens whole or not at all. Whether all or
   * none were applied is known without Flyway; otherwise Flyway says which are pending. Flyway's
   * lock is taken, so that another Flyway waits.
   *
   * @return the file of a later version of LYSS that has migrated the schema
   */
  private Optional<String> applyFiles(Connection connection, Citus citus) throws SQLException {
    FlywayHistory history = new FlywayHistory(connection, schema);
    history.lock();
    boolean first = !history.exists();
    if (first) {
      history.checkEmptySchema(database);
    }
    Optional<List<ShippedFile>> shipped = ShippedFiles.of(database, schema);
    if (shipped.isPresent() && first) {
      apply(shipped.get(), history, connection, citus, false);
      return Optional.empty();
    }
    if (shipped.isPresent() && history.holds(shipped.get())) {
      return Optional.empty();
    }
    Flyway flyway = FlywayFactory.create(database, schema, Delegates.inTransactionOf(connection));
    MigrationFiles files = MigrationFiles.of(flyway);
    if (files.later().isPresent()) {
      return files.later();
    }
    files.checkOrder(schema);
    if (files.isAllApplied()) {
      return Optional.empty();
    }
    if (!first) {
      checkUnchanged(flyway);
    }
    apply(files.pending(), history, connection, citus, !first);
    return Optional.empty();
  }

  private void apply(
      List<ShippedFile> files,
      FlywayHistory history,
      Connection connection,
      Citus citus,
      boolean isUpgrade)
      throws SQLException {
    history.create();
    FileRunner runner = new FileRunner(database, schema, connection, connections, citus);
    if (isUpgrade) {
      runner.run(MigrationScript.BEFORE_MIGRATE);
    }
    for (ShippedFile file : files) {
      long start = System.nanoTime();
      runner.run(file.script());
      history.add(file, (System.nanoTime() - start) / 1_000_000);
      report(file.script());
    }
    history.write();
  }

  private void checkUnchanged(Flyway flyway) {
    String changed = Differences.beyondPending(flyway.validateWithResult());
    if (!changed.isEmpty()) {
      throw new LyssMigrationException(
          "The schema "
              + schema
              + " was not migrated, as it is not what this version of LYSS left behind:\n"
              + changed
              + "\nRestore what was changed: files that have been applied are not edited. If a later"
              + " version of LYSS has migrated it, use that version.",
          null);
    }
  }

  private void makePartitions(Connection connection) {
    String sql = MigrationScript.sql(database, schema, MigrationScript.AFTER_MIGRATE);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local search_path = " + schema + ", pg_temp;" + sql);
      connection.commit();
    } catch (SQLException e) {
      throw Failures.afterMigrate(database, schema, sql, e);
    }
  }

  private void report(String file) {
    applied.add(file);
    try {
      progress.applied(file);
    } catch (RuntimeException e) {
      throw new LyssMigrationException(
          "The migration of %s (schema %s) was ended by its progress listener, after %s. No file of it was applied."
              .formatted(database, schema, file),
          e);
    }
  }
}

package io.lyss.schema;

import io.lyss.schema.internal.ManualCommits;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jobs of a database of LYSS, for hosts that have a scheduler and no DAOs: partitions,
 * retention, roll-ups, clean-up. The view {@code maintenance} lists them.
 *
 * <p>Several may do so at once. Immutable and thread-safe.
 */
public final class LyssMaintenance {

  // no such schema, function or column
  private static final Set<String> NOT_THERE = Set.of("3F000", "42883", "42703");

  /**
   * A job that has run, or a bounded part of it.
   *
   * @param job its name
   * @param done how many rows, months or other units it has worked on
   * @param took how long it took
   * @param error why it has failed and changed nothing; empty if it succeeded
   */
  public record Run(String job, long done, Duration took, Optional<String> error) {}

  private static final String REASON = "lyss-schema maintain";

  private final LyssDatabase database;
  private final DataSource dataSource;
  private final String schema;
  private final @Nullable Function<List<String>, String> signer;

  private LyssMaintenance(
      LyssDatabase database,
      DataSource dataSource,
      String schema,
      @Nullable Function<List<String>, String> signer) {
    this.database = database;
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.schema = schema;
    this.signer = signer;
  }

  /** For the database's default schema, by its owner or a login that may become system work. */
  public static LyssMaintenance of(LyssDatabase database, DataSource dataSource) {
    return new LyssMaintenance(database, dataSource, database.defaultSchema(), null);
  }

  /**
   * The same for another schema.
   *
   * @throws IllegalArgumentException if {@link LyssMigrator#schema} refuses the name
   */
  public LyssMaintenance schema(String name) {
    LyssMigrator.checkName(name);
    return new LyssMaintenance(database, dataSource, name, signer);
  }

  /**
   * The same with what signs its scope, for a database whose scopes have to be signed and a login
   * other than the owner.
   *
   * @param signature of the parts of a scope, as the DAOs' {@code ScopeSigner.sign} makes it
   */
  public LyssMaintenance signer(Function<List<String>, String> signature) {
    return new LyssMaintenance(
        database, dataSource, schema, Objects.requireNonNull(signature, "signature"));
  }

  /**
   * Runs due jobs, each part in a transaction of its own, until none is due or the time is over. A
   * job that fails holds up no other.
   *
   * @param atMost no part is begun later; one that was begun is completed
   * @param heard receives each part when it has ended
   * @throws LyssMigrationException if the database cannot be reached, or the login lacks a right
   */
  public void runDue(Duration atMost, Consumer<Run> heard) {
    long end = System.nanoTime() + atMost.toNanos();
    try (ManualCommits session = ManualCommits.open(dataSource)) {
      Optional<Run> run = runOne(session.connection());
      while (run.isPresent()) {
        heard.accept(run.get());
        if (System.nanoTime() - end > 0) {
          return;
        }
        run = runOne(session.connection());
      }
    } catch (SQLException e) {
      throw new LyssMigrationException(
          "The jobs of the schema "
              + schema
              + " could not be run: "
              + Failures.reason(e)
              + (NOT_THERE.contains(String.valueOf(e.getSQLState()))
                  ? "\nThe schema was not migrated, or by an earlier version of LYSS: migrate it."
                  : ""),
          e);
    }
  }

  private Optional<Run> runOne(Connection connection) throws SQLException {
    Optional<Run> run = Optional.empty();
    try (Statement statement = connection.createStatement()) {
      // A job waits for locks, and goes on with what others have committed meanwhile.
      statement.execute("set transaction isolation level read committed");
      if (signer == null) {
        statement.execute(
            SessionSettings.unlimited()
                + "set local role lyss_system; set local app.system_reason = '"
                + REASON
                + "'"
                + SystemWork.seal(schema));
      } else {
        statement.execute(SessionSettings.unlimited());
        SystemWork.bindSigned(connection, database, schema, REASON, signer);
      }
      try (ResultSet row =
          statement.executeQuery(
              "select job, done, extract(epoch from took) * 1000, error from "
                  + schema
                  + ".run_due_job()")) {
        if (row.next()) {
          run =
              Optional.of(
                  new Run(
                      row.getString(1),
                      row.getLong(2),
                      Duration.ofMillis(row.getLong(3)),
                      Optional.ofNullable(row.getString(4))));
        }
      }
    }
    connection.commit();
    return run;
  }
}

package io.lyss.schema;

import io.lyss.schema.internal.ManualCommits;
import io.lyss.schema.internal.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A journal of erased persons: a file outside of the database and its backups. A restored backup
 * contains persons who were erased since; the journal says who they are.
 *
 * <pre>{@code
 * ErasureJournal chat = ErasureJournal.of(LyssDatabase.CHAT, dataSource);
 * chat.append(file);           // every few minutes
 * chat.replay(file);           // after a restore, before the application begins
 * }</pre>
 *
 * <p>A line has the schema, the ids of tenant and user, and the time, and nothing else. Several
 * databases may share a file. The login is the application's or the owner's; it becomes system
 * work.
 */
public final class ErasureJournal {

  private static final int STEP = 1000;
  private static final long A_SECOND = 1_000_000_000;

  private static final Pattern LINE =
      Pattern.compile(
          "(?<schema>\\S+) (?<tenant>-|[0-9a-f-]{36}) (?<user>[0-9a-f-]{1,36})"
              + " (?<time>\\d{4,}-[0-9T:.-]+Z)");

  private final DataSource dataSource;
  private final String schema;

  private ErasureJournal(DataSource dataSource, String schema) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.schema = schema;
  }

  /** For the database's default schema. */
  public static ErasureJournal of(LyssDatabase database, DataSource dataSource) {
    return new ErasureJournal(dataSource, database.defaultSchema());
  }

  /**
   * The same for another schema.
   *
   * @throws IllegalArgumentException if {@link LyssMigrator#schema} refuses the name
   */
  public ErasureJournal schema(String name) {
    LyssMigrator.checkName(name);
    return new ErasureJournal(dataSource, name);
  }

  /**
   * Adds the erasures of this database that the file does not have, and forces them to the disk. If
   * there is no file, it makes one that only its user can read (0600), even if nobody was erased.
   *
   * @return how many
   * @throws LyssMigrationException if the file or the database cannot be read, or the file cannot
   *     be written
   */
  public int append(Path journal) {
    Set<String> known = new HashSet<>(Files.exists(journal) ? lines(journal) : List.of());
    List<String> added = new ArrayList<>();
    asSystem(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery(erasures())) {
            while (row.next()) {
              String line = schema + " " + row.getString(1);
              if (!known.contains(line)) {
                added.add(line);
              }
            }
          }
          return null;
        });
    // even if nobody was erased: an empty journal says so, a missing one says nothing
    try {
      PrivateFiles.createUnlessThere(journal);
      Files.write(journal, added, StandardOpenOption.APPEND, StandardOpenOption.SYNC);
    } catch (IOException e) {
      throw new LyssMigrationException(journal + " cannot be written: " + e, e);
    }
    return added.size();
  }

  /**
   * Erases the persons who are erased in the journal and not in this database. Call it after a
   * backup was restored, before the application starts. Persons under legal hold are not erased,
   * and stay {@link #missing}; so do those whose erasure awaits an open transaction, until the job
   * ends it.
   *
   * @return how many erasures were begun; it also finishes those that were begun before
   * @throws LyssMigrationException if the journal or the database cannot be read, or an erasure
   *     fails; those before it stay done
   */
  public long replay(Path journal) {
    return replay(journal, left -> {});
  }

  /**
   * The same, with progress: erasing takes as long as deleting the rows of so many.
   *
   * @param heard receives how many are still to be erased, including those whom a legal hold keeps:
   *     after the first step, and then at most once a second, on the thread of the caller; what it
   *     throws ends the replay after the step
   * @throws LyssMigrationException if the journal or the database cannot be read, or an erasure
   *     fails; what is done stays done
   */
  public long replay(Path journal, LongConsumer heard) {
    Objects.requireNonNull(heard, "heard");
    String entries = entries(lines(journal));
    long begun = asSystem(connection -> count(connection, "replay_erasures", entries));
    long told = System.nanoTime() - A_SECOND;
    while (step()) {
      // counting goes through all erasures, so not after each step
      if (System.nanoTime() - told >= A_SECOND) {
        heard.accept(left());
        told = System.nanoTime();
      }
    }
    return begun;
  }

  /** A step of an erasure, in a transaction of its own; false where none is left. */
  private boolean step() {
    return asSystem(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row =
                  statement.executeQuery(
                      "select \"%s\".finish_erasures(%d)".formatted(schema, STEP))) {
            row.next();
            return row.getLong(1) > 0;
          }
        });
  }

  private long left() {
    return asSystem(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row =
                  statement.executeQuery(
                      "select count(*) from \"%s\".erasures where erased_at is null"
                          .formatted(schema))) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  /**
   * How many persons are erased in the journal, and not in this database.
   *
   * @throws LyssMigrationException if the journal or the database cannot be read
   */
  public long missing(Path journal) {
    String entries = entries(lines(journal));
    return asSystem(connection -> missing(connection, entries));
  }

  /** The same in a session that is system work. */
  private long missing(Connection connection, String entries) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select count(*) from \"%s\".missing_erasures(?::jsonb)".formatted(schema))) {
      statement.setString(1, entries);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private long count(Connection connection, String function, String entries) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select \"%s\".%s(?::jsonb)".formatted(schema, function))) {
      statement.setString(1, entries);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** PLATFORM has no tenants. */
  private String erasures() {
    return """
        select concat_ws(' ', coalesce(to_jsonb(e) ->> 'tenant_id', '-'), e.user_id,
          to_char(e.erased_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        from "%s".erasures as e
        where e.erased_at is not null
        order by e.erased_at
        """
        .formatted(schema);
  }

  private static List<String> lines(Path journal) {
    try {
      return Files.readAllLines(journal, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new LyssMigrationException(
          "The journal of erasures " + journal + " cannot be read: " + e, e);
    }
  }

  /** The entries of this schema, as JSON. */
  private String entries(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.isBlank())
        .map(ErasureJournal::entry)
        .filter(entry -> entry.group("schema").equals(schema))
        .map(
            entry ->
                "{\"tenant_id\": %s, \"user_id\": \"%s\", \"erased_at\": \"%s\"}"
                    .formatted(
                        entry.group("tenant").equals("-")
                            ? "null"
                            : '"' + entry.group("tenant") + '"',
                        entry.group("user"),
                        entry.group("time")))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static Matcher entry(String line) {
    Matcher entry = LINE.matcher(line);
    if (!entry.matches()) {
      throw new LyssMigrationException(
          "This is no line of a journal of erasures (schema, tenant, user, time): " + line, null);
    }
    return entry;
  }

  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T asSystem(Work<T> work) {
    try (ManualCommits session = ManualCommits.open(dataSource)) {
      Connection connection = session.connection();
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "set local search_path = pg_catalog, pg_temp; set local role lyss_system;"
                + " set local app.current_user_id = '';"
                + " set local app.system_reason = 'the journal of erasures'"
                + SystemWork.seal(schema));
      }
      T answer = work.run(connection);
      connection.commit();
      return answer;
    } catch (SQLException e) {
      throw new LyssMigrationException(
          "The erasures of the schema " + schema + " cannot be read or done: " + Failures.reason(e),
          e);
    }
  }
}

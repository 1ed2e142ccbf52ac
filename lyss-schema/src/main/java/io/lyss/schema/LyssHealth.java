package io.lyss.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The health of a database of LYSS: sizes, jobs, indexes, what holds up vacuum, room for locks,
 * events that wait, slow statements. It reads the views that {@code pg_monitor} may read.
 *
 * <p>Give it a login that is a member of {@code pg_monitor}, or the owner. It changes nothing.
 * Immutable and thread-safe.
 */
public final class LyssHealth {

  private static final String REASON = "lyss-schema health";

  private static final String VERSION =
      """
      select substring(
        obj_description(to_regclass('%s.lyss_schema_history'), 'pg_class')
        from '^LYSS V(\\d{1,9})\\M')::integer
      """;

  /** One thing to read, in the databases that have it. */
  private record Look(String title, String needs, String query) {}

  private static final List<Look> LOOKS =
      List.of(
          new Look(
              "tables",
              "table_health",
              """
              select table_name as "table", pg_size_pretty(total_bytes) as size,
                live_tuples as rows, dead_tuples as dead, partitions as months,
                default_rows as "in default", days_left as "days left"
              from table_health order by total_bytes desc, table_name
              """),
          new Look(
              "jobs overdue, failing or on hold",
              "maintenance",
              """
              select name as job,
                case
                  when hold is not null then 'on hold: ' || hold
                  when error is not null then failures || ' times: ' || split_part(error, chr(10), 1)
                  else 'overdue'
                end as state,
                date_trunc('second', started_at) as "last run", date_trunc('second', due_at) as due
              from maintenance where is_overdue or error is not null or hold is not null order by name
              """),
          new Look(
              "indexes that another covers, or that nothing has read (over 1 MB)",
              "index_health",
              """
              select index_name as index, pg_size_pretty(total_bytes) as size, scans,
                covered_by as "covered by"
              from index_health
              where covered_by is not null or scans = 0 and not is_unique and total_bytes > 1048576
              order by total_bytes desc, index_name
              """),
          new Look(
              "estimated bloat of 1 MB and more (a fifth of a table, half of an index)",
              "estimated_bloat",
              """
              select coalesce(index_name, table_name) as "table or index",
                pg_size_pretty(total_bytes) as size, pg_size_pretty(bloat_bytes) as bloat,
                round(100.0 * bloat_bytes / total_bytes) as "%"
              from estimated_bloat()
              where bloat_bytes > 1048576
                and bloat_bytes > total_bytes * case when index_name is null then 0.2 else 0.5 end
              order by bloat_bytes desc, 1 limit 10
              """),
          new Look(
              "what holds up vacuum (over a minute)",
              "vacuum_horizon",
              """
              select holder, name, date_trunc('second', since) as since, transactions
              from vacuum_horizon
              where coalesce(since < clock_timestamp() - interval '1 minute', true)
              order by transactions desc limit 5
              """),
          new Look(
              "locks: more than half of the sessions have room for",
              "lock_room",
              """
              select table_name as "dearest table", needed as "locks a session",
                max_locks_per_transaction, advised
              from lock_room where is_short
              """),
          new Look(
              "events not delivered yet",
              "outbox_lag",
              """
              select events || case when events = 100000 then '+' else '' end as events, keys || case when keys = 100000 then '+' else '' end as keys,
                date_trunc('second', oldest_at) as "oldest of", failing_keys || case when failing_keys = 100000 then '+' else '' end as "failing keys",
                failures, given_up || case when given_up = 100000 then '+' else '' end as "given up"
              from outbox_lag where events > 0 or given_up > 0
              """),
          new Look(
              "reservations",
              "reservation_lag",
              """
              select reserved as open, expired, date_trunc('second', expired_since) as "expired since"
              from reservation_lag where reserved > 0
              """),
          new Look(
              "slowest statements",
              "slow_statements",
              """
              select calls, round(extract(epoch from total)::numeric, 1) as "total s",
                round(1000 * extract(epoch from mean)::numeric, 3) as "mean ms",
                left(regexp_replace(query, '\\s+', ' ', 'g'), 40) as statement
              from slow_statements(5)
              """));

  private static final String ALARMS =
      """
      select t.default_rows, t.days_left, j.overdue, j.failing
      from (
        select coalesce(sum(default_rows), 0)::bigint as default_rows, min(days_left) as days_left
        from table_health
      ) as t,
      (
        select count(*) filter (where is_overdue) as overdue,
          count(*) filter (where error is not null and hold is null) as failing
        from maintenance
      ) as j
      """;

  private final LyssDatabase database;
  private final DataSource dataSource;
  private final String schema;
  private final @Nullable Function<List<String>, String> signer;

  private LyssHealth(
      LyssDatabase database,
      DataSource dataSource,
      String schema,
      @Nullable Function<List<String>, String> signer) {
    this.database = Objects.requireNonNull(database, "database");
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.schema = schema;
    this.signer = signer;
  }

  /** For the database's default schema. */
  public static LyssHealth of(LyssDatabase database, DataSource dataSource) {
    return new LyssHealth(database, dataSource, database.defaultSchema(), null);
  }

  /**
   * The same for another schema.
   *
   * @throws IllegalArgumentException if {@link LyssMigrator#schema} refuses the name
   */
  public LyssHealth schema(String name) {
    LyssMigrator.checkName(name);
    return new LyssHealth(database, dataSource, name, signer);
  }

  /**
   * The same with what signs its scope, for a database whose scopes have to be signed and a login
   * that is neither the owner nor a member of {@code pg_monitor}.
   *
   * @param signature of the parts of a scope, as the DAOs' {@code ScopeSigner.sign} makes it
   */
  public LyssHealth signer(Function<List<String>, String> signature) {
    return new LyssHealth(
        database, dataSource, schema, Objects.requireNonNull(signature, "signature"));
  }

  /**
   * Reads all that this login can see.
   *
   * @throws LyssMigrationException if the database cannot be reached, or is not migrated
   */
  public List<HealthSection> read() {
    try (ReadingSession session = ReadingSession.ofCatalog(dataSource, schema);
        Statement statement = session.connection().createStatement()) {
      boolean asSystem = begin(statement);
      List<HealthSection> sections = new ArrayList<>();
      otherVersion(statement).ifPresent(sections::add);
      for (Look look : LOOKS) {
        if (holds(
            statement,
            """
            exists (
              select from pg_class
              where relnamespace = '%1$s'::regnamespace and relname = '%2$s'
              union all
              select from pg_proc
              where pronamespace = '%1$s'::regnamespace and proname = '%2$s')
            """
                .formatted(schema, look.needs()))) {
          sections.add(look(session.connection(), look, asSystem));
        }
      }
      return List.copyOf(sections);
    } catch (SQLException e) {
      throw unread(e);
    }
  }

  /**
   * The alarms alone, for a monitor that asks often: it reads two views and no statistics.
   *
   * @throws LyssMigrationException if the database cannot be reached, or is not migrated, or the
   *     login lacks the right
   */
  public HealthAlarms alarms() {
    try (ReadingSession session = ReadingSession.ofCatalog(dataSource, schema);
        Statement statement = session.connection().createStatement()) {
      if (begin(statement)) {
        becomeSystem(statement);
      }
      try (ResultSet row = statement.executeQuery(ALARMS)) {
        row.next();
        int days = row.getInt("days_left");
        return new HealthAlarms(
            row.getLong("default_rows"),
            row.wasNull() ? OptionalInt.empty() : OptionalInt.of(days),
            row.getInt("overdue"),
            row.getInt("failing"));
      }
    } catch (SQLException e) {
      throw unread(e);
    }
  }

  private LyssMigrationException unread(SQLException e) {
    return new LyssMigrationException(
        "The health of the schema " + schema + " could not be read: " + e.getMessage(), e);
  }

  /** Returns whether the login has to become system work to see anything. */
  private boolean begin(Statement statement) throws SQLException {
    if (!holds(statement, "to_regclass('" + schema + ".table_health') is not null")) {
      throw new LyssMigrationException(
          "The schema " + schema + " has no " + database + " of this version. Migrate it.", null);
    }
    statement.execute("set local search_path = " + schema + ", pg_catalog");
    return holds(
        statement,
        "not pg_has_role(current_user, 'pg_monitor', 'usage')"
            + " and pg_has_role(current_user, 'lyss_system', 'set')");
  }

  private void becomeSystem(Statement statement) throws SQLException {
    if (signer == null) {
      statement.execute(
          "set local role lyss_system; set local app.system_reason = '"
              + REASON
              + "'"
              + SystemWork.seal(schema));
    } else {
      SystemWork.bindSigned(statement.getConnection(), database, schema, REASON, signer);
    }
  }

  /** What to say if the schema is of another version, which every login can read. */
  private Optional<HealthSection> otherVersion(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(VERSION.formatted(schema))) {
      row.next();
      int found = row.getInt(1);
      int known = database.version();
      return row.wasNull() || found == known
          ? Optional.empty()
          : Optional.of(
              new HealthSection(
                  "the schema is of another version of LYSS",
                  List.of("schema", "this version", "what to do"),
                  List.of(
                      List.of(
                          "V" + found,
                          "V" + known,
                          found < known ? "migrate" : "use the later version")),
                  Optional.empty()));
    }
  }

  /** Reads one thing. If it cannot be read, the others still can. */
  private HealthSection look(Connection connection, Look look, boolean asSystem)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      if (asSystem) {
        becomeSystem(statement);
      }
      try (ResultSet rows = statement.executeQuery(look.query())) {
        return section(look.title(), rows);
      }
    } catch (SQLException e) {
      String reason = e.getMessage().lines().findFirst().orElse("").replace("ERROR: ", "");
      return new HealthSection(look.title(), List.of(), List.of(), Optional.of(reason));
    } finally {
      connection.rollback(before);
    }
  }

  private static HealthSection section(String title, ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> names = new ArrayList<>();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      names.add(columns.getColumnLabel(column));
    }
    List<List<String>> values = new ArrayList<>();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= names.size(); column++) {
        row.add(Objects.requireNonNullElse(rows.getString(column), ""));
      }
      values.add(row);
    }
    return new HealthSection(title, names, values, Optional.empty());
  }

  private static boolean holds(Statement statement, String condition) throws SQLException {
    try (ResultSet row = statement.executeQuery("select " + condition)) {
      row.next();
      return row.getBoolean(1);
    }
  }
}

package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The distribution of one schema by Citus: whether the schema is distributed, which settings a
 * migration needs for that, and how to distribute it. Each step skips what is done already, so all
 * of them can be repeated.
 */
final class Citus {

  private static final String FOLDER = "io/lyss/schema/citus/";

  /** Runs before the migration of a schema that is to be distributed. */
  private static final String NODES = "010_nodes.sql";

  /**
   * Run after it. A function that returns rows of a table can be on a node only together with the
   * table.
   */
  private static final List<String> STEPS =
      List.of(
          "020_functions.sql",
          "030_tables.sql",
          "035_left_rows.sql",
          "020_functions.sql",
          "040_reach.sql");

  /** The objects that stay on the coordinator. */
  private static final String STAYS =
      "array['outbox_turns', 'outbox_keys', 'outbox_events', 'outbox_floors', 'consumed_events',"
          + " 'given_up_events', 'erasures', 'audit_seals', 'jobs', 'scope_keys', 'usage_watermark', 'lyss_schema_history']";

  private static final String COUNTS =
      """
      select
        (select count(*) from pg_dist_partition as p join pg_class as c on c.oid = p.logicalrelid
          where c.relnamespace = to_regnamespace(?) and not c.relispartition),
        (select count(*) from pg_dist_object as o
          join pg_proc as p on o.classid = 'pg_proc'::regclass and p.oid = o.objid
          where p.pronamespace = to_regnamespace(?))
      """;

  private static final String AS_DEFINER = "set local role lyss_definer;";

  private static final String HAND_OVER =
      """

      do $$
      declare
        v_function regprocedure;
      begin
        for v_function in
          select oid from pg_catalog.pg_proc
          where pronamespace = '%s'::regnamespace and proname = '%s'
            and proowner <> 'lyss_definer'::regrole
        loop
          execute format('alter function %%s owner to lyss_definer', v_function);
        end loop;
      end
      $$;
      """;

  private static final Pattern TO_OWNER = Pattern.compile("(?m)^select allow_owner\\(.*\\);$");

  private static final Pattern VIEW = Pattern.compile("R__05\\d_");

  private final LyssDatabase database;
  private final String schema;
  private final boolean isThere;
  private final boolean isDistributed;
  private final boolean wanted;

  private Citus(
      LyssDatabase database,
      String schema,
      boolean isThere,
      boolean isDistributed,
      boolean wanted) {
    this.database = database;
    this.schema = schema;
    this.isThere = isThere;
    this.isDistributed = isDistributed;
    this.wanted = wanted;
  }

  /**
   * @param wanted whether the schema is to be distributed; one that is distributed stays so
   * @throws LyssMigrationException if it is wanted and not possible
   */
  static Citus of(Connection connection, LyssDatabase database, String schema, boolean wanted)
      throws SQLException {
    if (wanted && database == LyssDatabase.PLATFORM) {
      throw new LyssMigrationException(
          "PLATFORM is one organisation's: it has no tenants by which Citus could distribute it."
              + " Migrate it as on any other server; services can be distributed.",
          null);
    }
    boolean isThere = isThere(connection);
    if (wanted && !isThere) {
      throw new LyssMigrationException(
          "The extension citus is not in this database, so nothing can be distributed. Have a DBA run:"
              + " create extension citus, here and on each node, in a database of the same name.",
          null);
    }
    return new Citus(
        database, schema, isThere, isThere && counts(connection, schema)[0] > 0, wanted);
  }

  private static boolean isThere(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select exists (select from pg_extension where extname = 'citus')")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** How many tables and functions of the schema are distributed. */
  private static long[] counts(Connection connection, String schema) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COUNTS)) {
      statement.setString(1, schema);
      statement.setString(2, schema);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new long[] {row.getLong(1), row.getLong(2)};
      }
    }
  }

  /** Whether Citus is in the database. */
  boolean isThere() {
    return isThere;
  }

  /** Whether the schema is to be distributed, or is so already. */
  boolean distributes() {
    return wanted || isDistributed;
  }

  /** Whether Citus could distribute the schema, but nobody has asked for it. */
  boolean isLeftOut() {
    return isThere && !distributes() && database != LyssDatabase.PLATFORM;
  }

  /**
   * The settings of a migration. The files of a schema that is not distributed yet run on the
   * coordinator alone, as on a plain server. Those of a distributed schema run on all nodes, one
   * shard after the other.
   */
  Map<String, String> settings() {
    return Map.of(
        "citus.enable_ddl_propagation",
        isDistributed ? "on" : "off",
        "citus.multi_shard_modify_mode",
        "sequential",
        // ours touch only their own row, and rows of the same tenant
        "citus.enable_unsafe_triggers",
        "on",
        "citus.enable_local_reference_table_foreign_keys",
        "off");
  }

  /**
   * A file of an upgrade as it is sent. All of its objects have to reach a node over one
   * connection, because a second one would wait for what the first has made. Each role has
   * connections of its own. So the migrating role makes a function, and then changes its owner.
   * What the file grants to the owner of the schema is granted again, because rights of the old
   * owner pass to the new one. Views are of use on the coordinator alone.
   */
  String framed(String file, String sql) {
    if (!isDistributed) {
      return sql;
    }
    if (VIEW.matcher(file).lookingAt()) {
      return "set local citus.enable_ddl_propagation = off; "
          + sql
          + "\nset local citus.enable_ddl_propagation = on;\n";
    }
    if (!sql.contains(AS_DEFINER)) {
      return sql;
    }
    String toOwner =
        TO_OWNER.matcher(sql).results().map(MatchResult::group).collect(Collectors.joining("\n"));
    return sql.replace(AS_DEFINER, "")
        + HAND_OVER.formatted(schema, ShippedFile.object(file))
        + toOwner;
  }

  /** Fails if the nodes, or the roles that log in to them, are not ready. */
  void checkNodes(Connection connection) throws SQLException {
    if (distributes()) {
      run(connection, NODES);
    }
  }

  /**
   * Distributes what is not distributed yet, each table and each function in a transaction of its
   * own. Two hosts take turns.
   *
   * @param connection outside of a transaction
   */
  void distribute(Connection connection, MigrationProgress progress) throws SQLException {
    long[] before = counts(connection, schema);
    connection.commit();
    connection.setAutoCommit(true);
    try (Statement lock = connection.createStatement()) {
      lock.execute("select pg_advisory_lock(" + MigrationLock.KEY + ")");
      try {
        lock.execute("set citus.enable_ddl_propagation = on");
        for (String step : STEPS) {
          run(connection, step);
        }
      } finally {
        // in a pool, the connection would keep the lock
        lock.execute("select pg_advisory_unlock(" + MigrationLock.KEY + ")");
      }
    } finally {
      connection.setAutoCommit(false);
    }
    long[] after = counts(connection, schema);
    if (after[0] > before[0] || after[1] > before[1]) {
      progress.noticed(
          "distributed %d tables and %d functions of the schema %s"
              .formatted(after[0] - before[0], after[1] - before[1], schema));
    }
  }

  private void run(Connection connection, String file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql(file));
    } catch (SQLException e) {
      throw Failures.distributing(database, schema, file, e);
    }
  }

  /** The beginning of the script of a migration. */
  String scriptBefore() {
    return distributes() ? statement(NODES) : "";
  }

  /** The settings of the transaction of a script. */
  String scriptSettings() {
    return !isThere
        ? ""
        : settings().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(s -> "set local %s = '%s';\n".formatted(s.getKey(), s.getValue()))
            .collect(Collectors.joining());
  }

  /**
   * The end of the script of a migration.
   *
   * @param pending whether it applies files, which may make something to distribute
   */
  String scriptAfter(boolean pending) {
    if (!distributes() || isDistributed && !pending) {
      return "";
    }
    String settings =
        scriptSettings()
            .replace("set local ", "set ")
            .replace("propagation = 'off'", "propagation = 'on'");
    return "\n-- Each of these ends its transactions itself: run them one by one, as psql does.\n"
        + settings
        + STEPS.stream().map(this::statement).collect(Collectors.joining());
  }

  private String statement(String file) {
    return "\n--\n-- " + file + "\n--\n\n" + sql(file).stripTrailing() + ";\n";
  }

  private String sql(String file) {
    return MigrationScript.forSchema(Resource.text(FOLDER + file), schema)
        .replace("${stays}", STAYS);
  }
}

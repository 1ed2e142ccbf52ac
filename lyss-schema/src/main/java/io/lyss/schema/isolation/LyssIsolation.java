package io.lyss.schema.isolation;

import io.lyss.schema.Finding;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.schema.internal.ManualCommits;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Attacks a test database: as tenants, users, administrators, without a scope and without rights,
 * it tries every command on every table and view, and every function, to read somebody else's rows
 * or to change them.
 *
 * <pre>{@code
 * IsolationReport report = LyssIsolation.of(LyssDatabase.CHAT, superuser).also("shop").probe();
 * }</pre>
 *
 * <p>Each statement is tried twice: with the victim's rows, and without them. If the two results
 * differ in rows, a count or an error, the statement reveals something of the victim. The database
 * needs rows of two tenants, or in {@link LyssDatabase#PLATFORM} of two users; a table in which the
 * victim has no row is named in {@link IsolationReport#notProbed}.
 *
 * <p>Everything is done in one transaction of a superuser, which is rolled back: no row, function
 * or role of it stays. Used numbers of sequences stay, and dead rows for vacuum.
 *
 * <p>Immutable and thread-safe.
 */
public final class LyssIsolation {

  /** With more rows it is no database for tests. */
  private static final long MOST_ROWS = 100_000;

  private final LyssDatabase database;
  private final DataSource superuser;
  private final String schema;
  private final List<String> hosts;
  private final Map<String, String> owners;
  private final Map<String, String> without;
  private final boolean onlyHosts;

  private LyssIsolation(
      LyssDatabase database,
      DataSource superuser,
      String schema,
      List<String> hosts,
      Map<String, String> owners,
      Map<String, String> without,
      boolean onlyHosts) {
    this.database = database;
    this.superuser = superuser;
    this.schema = schema;
    this.hosts = List.copyOf(hosts);
    this.owners = Map.copyOf(owners);
    this.without = Map.copyOf(without);
    this.onlyHosts = onlyHosts;
  }

  /**
   * Attacks a database in its default schema.
   *
   * @param superuser connections of a superuser, to a database for tests
   */
  public static LyssIsolation of(LyssDatabase database, DataSource superuser) {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(superuser, "superuser");
    return new LyssIsolation(
        database, superuser, database.defaultSchema(), List.of(), Map.of(), Map.of(), false);
  }

  /**
   * The same of another schema.
   *
   * @throws IllegalArgumentException if {@link LyssMigrator#schema} refuses the name
   */
  public LyssIsolation schema(String name) {
    LyssMigrator.of(database, superuser).schema(name);
    return new LyssIsolation(database, superuser, name, hosts, owners, without, onlyHosts);
  }

  /**
   * Also attacks the tables, views and functions of a schema of the host.
   *
   * @throws IllegalArgumentException if {@link LyssMigrator#schema} refuses the name
   */
  public LyssIsolation also(String hostSchema) {
    LyssMigrator.of(database, superuser).schema(hostSchema);
    List<String> more = Stream.concat(hosts.stream(), Stream.of(hostSchema)).toList();
    return new LyssIsolation(database, superuser, schema, more, owners, without, onlyHosts);
  }

  /**
   * Names the column that says to which user a row of a table belongs. Without it that is {@code
   * user_id}, {@code owner_id} or {@code actor_id}.
   *
   * @param table its name with its schema, such as {@code shop.orders}
   */
  public LyssIsolation ownedBy(String table, String column) {
    return new LyssIsolation(
        database, superuser, schema, hosts, with(owners, table, column), without, onlyHosts);
  }

  /**
   * Leaves out a table, view or function, such as one that sends mail.
   *
   * @param object its name with its schema, such as {@code shop.send_mail}
   * @param reason why, for the report
   */
  public LyssIsolation without(String object, String reason) {
    return new LyssIsolation(
        database, superuser, schema, hosts, owners, with(without, object, reason), onlyHosts);
  }

  /** Tries only the host's schemas; LYSS's own tests try its own. */
  public LyssIsolation onlyHosts() {
    return new LyssIsolation(database, superuser, schema, hosts, owners, without, true);
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(map);
    more.put(Objects.requireNonNull(key), Objects.requireNonNull(value));
    return more;
  }

  /**
   * Tries everything.
   *
   * @throws IllegalStateException if this is no database for tests (the login is no superuser, the
   *     server is a standby, others work in the database, or it has very many rows), if it lacks
   *     rows of two tenants or users, or if it cannot be reached
   */
  public IsolationReport probe() {
    try (ManualCommits session = ManualCommits.open(superuser)) {
      return probe(session.connection());
    } catch (SQLException e) {
      throw new IllegalStateException(
          "The isolation of "
              + database
              + " (schema "
              + schema
              + ") could not be probed: "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Accepts unsigned scopes until the transaction ends: policies are the same with signed and
   * unsigned ones.
   */
  private void acceptUnsignedScopes(Connection connection) throws SQLException {
    Server.execute(
        connection,
        """
        do $$ begin
          if to_regprocedure('"%1$s".accept_unsigned_scopes()') is not null then
            perform "%1$s".accept_unsigned_scopes();
          end if;
        end $$
        """
            .formatted(schema));
  }

  private IsolationReport probe(Connection connection) throws SQLException {
    Server.execute(
        connection,
        """
        set local search_path = pg_catalog;
        set local lock_timeout = '2s';
        set local statement_timeout = '10s';
        set local client_min_messages = error;
        set local timezone = 'UTC';
        set local jit = off;
        set local plan_cache_mode = force_custom_plan
        """);
    String schemas =
        Stream.concat(Stream.of(schema), hosts.stream())
            .map(name -> '"' + name + '"')
            .collect(Collectors.joining(",", "{", "}"));
    Safety.check(connection, schemas, MOST_ROWS);
    acceptUnsignedScopes(connection);
    String mine = Safety.own(connection);
    List<Finding> findings = new ArrayList<>();
    for (List<String> row :
        Server.rows(connection, Server.query("structure.sql"), schemas, schemas)) {
      findings.add(new Finding(row.get(0), row.get(1), row.get(2)));
    }
    Set<String> notProbed = new LinkedHashSet<>();
    Map<String, String> leftOut = new LinkedHashMap<>(without);
    leftOut.put(
        schema + ".create_monthly_partitions",
        "it makes months of all, and moves rows to them; it takes no lock that others need");
    leftOut.forEach((object, reason) -> notProbed.add(object + ": " + reason));
    notProbed.add("what binds a scope: whoever may bind one is trusted with it");
    if (database != LyssDatabase.PLATFORM) {
      notProbed.add("random ids within a tenant: they are unique together, and cannot be guessed");
    }
    List<Relation> all = Found.relations(connection, schemas, mine);
    all.stream()
        .filter(
            r ->
                r.isTable()
                    && !r.name().startsWith(schema + ".")
                    && !r.has("tenant_id")
                    && database != LyssDatabase.PLATFORM)
        .forEach(
            r ->
                notProbed.add(
                    r.name() + ": it has no column tenant_id, so nothing in it is anybody's"));
    int probes = 0;
    Map<String, List<Relation>> relationsOf = new HashMap<>();
    Map<String, List<Routine>> routinesOf = new HashMap<>();
    TriedRoutines tried = new TriedRoutines();
    Map<String, Set<String>> leaks = new TreeMap<>();
    for (Attack attack : new Scopes(connection, database, schema, owners, all).attacks(mine)) {
      if (!relationsOf.containsKey(attack.role())) {
        relationsOf.put(attack.role(), Found.relations(connection, schemas, attack.role()));
        routinesOf.put(attack.role(), Found.routines(connection, schemas, attack.role()));
      }
      List<Relation> relations = relationsOf.get(attack.role());
      Samples samples = new Samples(connection, attack, relations);
      List<Probe> statements = new ArrayList<>();
      for (Relation relation : relations) {
        if (isProbed(relation.name(), leftOut)) {
          statements.addAll(TableProbes.of(relation, attack, samples, mine, notProbed));
        }
      }
      for (Routine routine : routinesOf.get(attack.role())) {
        if (isProbed(routine.name(), leftOut) && !bindsAScope(routine)) {
          statements.addAll(RoutineProbes.of(routine, samples, tried));
        }
      }
      probes += statements.size();
      Comparison comparison =
          new Comparison(new Laboratory(connection, attack, relations), attack, statements);
      List<Outcome> outcomes = comparison.outcomes();
      tried.performed(statements, outcomes);
      comparison
          .leaks(outcomes, notProbed)
          .forEach(
              (leak, whom) -> leaks.computeIfAbsent(leak, l -> new LinkedHashSet<>()).addAll(whom));
    }
    tried.addTo(notProbed);
    leaks.forEach(
        (leak, whom) ->
            findings.add(
                new Finding(
                    "leak", leak + " (" + String.join("; ", whom) + ")", Comparison.REMEDY)));
    return new IsolationReport(probes, findings, List.copyOf(notProbed));
  }

  private boolean isProbed(String object, Map<String, String> leftOut) {
    return !leftOut.containsKey(object) && !(onlyHosts && object.startsWith(schema + "."));
  }

  private boolean bindsAScope(Routine routine) {
    return routine
        .name()
        .matches(Pattern.quote(schema) + "\\.(bind_\\w*scope|bind_setting|restore_scope)");
  }
}

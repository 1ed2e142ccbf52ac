package io.lyss.dao.testing.calls;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.JobDao;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database and its catalogue, for properties to make calls in. */
public final class Bench<S extends Session<?, S>, W extends World<S>> implements AutoCloseable {

  private static final String COMMITTED =
      """
      select exists (
        select from generate_series(?, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1) as t (id)
        where pg_xact_status(t.id::text::xid8) = 'committed')
      """;

  // The largest xmin, by way of ages, which are numbers already; each node of Citus counts by
  // itself.
  private static final String LAST_WRITER =
      TestDatabase.ON_CITUS
          ? "sum(hashtextextended(t::text, 0))"
          : "age(''3''::xid) - min(age(xmin))";

  private final LyssDatabase kind;
  private final TestDatabase database;
  private final Calls<S, W> calls;
  private final Connection superuser;
  private final HikariDataSource one;
  private final PreparedStatement oldestOpenTransaction;
  private final PreparedStatement committed;
  private final Map<String, PreparedStatement> contents = new HashMap<>();
  private @Nullable PreparedStatement rows;
  private final Map<String, Content> known = new HashMap<>();

  /** What was in a schema while that transaction was open, or was to come, and all before over. */
  private record Content(long oldestOpen, List<String> tables) {}

  Bench(LyssDatabase kind, Calls<S, W> calls) throws SQLException {
    this.kind = kind;
    this.calls = calls;
    database = new TestDatabase(kind);
    one = database.pool(1);
    superuser = database.database().dataSource().getConnection();
    oldestOpenTransaction =
        superuser.prepareStatement("select pg_snapshot_xmin(pg_current_snapshot())");
    committed = superuser.prepareStatement(COMMITTED);
  }

  /** The same, in a database with nothing in it. */
  Bench<S, W> another() throws SQLException {
    return new Bench<>(kind, calls);
  }

  LyssDatabase kind() {
    return kind;
  }

  TestDatabase database() {
    return database;
  }

  /**
   * A pool of a single connection, which all who call share one after the other: what they leave on
   * it meets the others. One for each property would have to learn every statement again.
   */
  DataSource one() {
    return one;
  }

  Calls<S, W> calls() {
    return calls;
  }

  /** Whether it has rows of the callers. */
  boolean hasUsers() {
    return kind == LyssDatabase.PLATFORM || kind == LyssDatabase.USER;
  }

  boolean hasTenants() {
    return kind != LyssDatabase.PLATFORM;
  }

  boolean hasAdministrators() {
    return kind != LyssDatabase.PLATFORM;
  }

  /** Whether its tables lie on the nodes of a cluster. */
  boolean isDistributed() {
    return TestDatabase.ON_CITUS && TestDatabase.DISTRIBUTED.contains(kind);
  }

  String schema() {
    return kind.defaultSchema();
  }

  /** Migrates the database into one more schema. */
  void migrate(String schema) {
    database.migrate(kind, schema);
  }

  /** A new world in the default schema. */
  W world(Caller caller) {
    return world(schema(), caller);
  }

  W world(String schema, Caller caller) {
    return calls.world(database.pool(), schema, caller);
  }

  /**
   * How many rows each table of a schema has, and which transaction was the last to write one: the
   * same while nothing is changed. Nobody counts again before somebody has committed, as counting
   * takes longer than most calls.
   */
  List<String> content(String schema) throws SQLException {
    Content content = known.get(schema);
    // what nodes of Citus commit has no number here
    if (content == null || TestDatabase.ON_CITUS || hasCommittedSince(content.oldestOpen())) {
      long oldestOpen = Long.parseLong(column(oldestOpenTransaction).get(0));
      content = new Content(oldestOpen, column(contents(schema)));
      known.put(schema, content);
    }
    return content.tables();
  }

  /**
   * Whether any transaction has written since this one; transactions that only read have no number.
   */
  private boolean hasCommittedSince(long transaction) throws SQLException {
    committed.setLong(1, transaction);
    return column(committed).get(0).equals("t");
  }

  private PreparedStatement contents(String schema) throws SQLException {
    PreparedStatement statement = contents.get(schema);
    if (statement == null) {
      statement = superuser.prepareStatement(ofEachTable(schema, LAST_WRITER));
      contents.put(schema, statement);
    }
    return statement;
  }

  List<String> content() throws SQLException {
    return content(schema());
  }

  /**
   * Makes each call of the catalogue, each in a world of its own: then there are rows of each kind.
   * What cleans up comes first: jobs, and of the others the last.
   */
  void fill() {
    List<Line<S, W>> lines = new ArrayList<>(calls.lines());
    Collections.reverse(lines);
    lines.sort(Comparator.comparing(line -> line.type() != JobDao.class));
    for (Line<S, W> line : lines) {
      if (line.exception(DriverModes.class).isEmpty()) {
        W world = world(line.caller());
        try {
          line.call(world, database.pool(), line.arguments(world));
        } catch (LyssException e) {
          // some lines end so
        }
      }
    }
    world(Caller.USER).addUp();
  }

  /**
   * The contents of each table without times, so that a row that is written again unchanged is
   * equal.
   */
  List<String> rows() throws SQLException {
    if (rows == null) {
      String row =
          "sum(hashtextextended(regexp_replace(t::text, ''%s'', '''', ''g''), 0))"
              .formatted("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[0-9.]*[+-]\\d\\d(:\\d\\d)?");
      rows = superuser.prepareStatement(ofEachTable(schema(), row));
    }
    return column(rows);
  }

  /** Asks each table how many rows it has, and something more. */
  private String ofEachTable(String schema, String more) throws SQLException {
    try (PreparedStatement statement =
        superuser.prepareStatement(
            """
            select format(
              'select concat_ws('' '', %%L, count(*), %s) from %%I.%%I as t',
              c.relname, n.nspname, c.relname)
            from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = ?
            order by c.relname
            """
                .formatted(more))) {
      statement.setString(1, schema);
      return String.join(" union all ", column(statement));
    }
  }

  private static List<String> column(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      List<String> answer = new ArrayList<>();
      while (rows.next()) {
        answer.add(rows.getString(1));
      }
      return answer;
    }
  }

  @Override
  public void close() throws SQLException {
    one.close();
    superuser.close();
    database.close();
  }
}

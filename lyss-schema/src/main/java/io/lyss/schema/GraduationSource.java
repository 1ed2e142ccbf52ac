package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** The platform database of an organisation that graduates, on one connection. */
final class GraduationSource {

  /** Its progress; since is null in the first pass. */
  record State(UUID tenant, String state, int pass, @Nullable Long since) {}

  record Prices(long copied, long models, long left) {}

  private final Connection connection;
  private final String schema;

  GraduationSource(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /** The name of an object with its schema, which needs no search path. */
  String named(String name) {
    return "\"" + schema + "\".\"" + name + "\"";
  }

  void begin(String isolation) throws SQLException {
    execute("set transaction isolation level " + isolation + ";" + SessionSettings.local());
    execute("set local timezone = 'UTC'");
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  /**
   * Lets one graduation at a time work, and fails for a second one. The lock ends with the session,
   * or with {@link #unlock}. It is waited for a little, because the server takes a moment to see
   * that a process was killed which had it.
   */
  void lock() throws SQLException {
    execute("set local lock_timeout = '5s'");
    try {
      column(
          "select pg_advisory_lock(hashtextextended('lyss graduation ' || '%s', 0))"
              .formatted(schema));
    } catch (SQLException e) {
      if (!Failures.isForWantOfALock(e)) {
        throw e;
      }
      throw new LyssMigrationException(
          "The organisation of the schema " + schema + " is being graduated by somebody else", e);
    }
    connection.commit();
  }

  void unlock() throws SQLException {
    connection.rollback();
    column(
        "select pg_advisory_unlock(hashtextextended('lyss graduation ' || '%s', 0))"
            .formatted(schema));
    connection.commit();
  }

  /**
   * Fails unless the login sees all rows: those that policies hide would be missing without notice.
   */
  void requireOwner() throws SQLException {
    List<String> may =
        column(
            """
            select r.rolsuper or (r.rolbypassrls and pg_has_role(n.nspowner, 'usage'))
            from pg_catalog.pg_roles as r
            cross join pg_catalog.pg_namespace as n
            where r.rolname = session_user and n.nspname = '%s'
            """
                .formatted(schema));
    connection.rollback();
    if (may.isEmpty() || !may.get(0).equals("t")) {
      throw new LyssMigrationException(
          "The login may not graduate the schema %s: it has to be its owner, or a member of that, and read past the policies"
              .formatted(schema),
          null);
    }
  }

  @Nullable State state() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select tenant_id, state, pass, since_xid from " + named("graduations"))) {
      if (!row.next()) {
        return null;
      }
      long since = row.getLong(4);
      return new State(
          row.getObject(1, UUID.class),
          row.getString(2),
          row.getInt(3),
          row.wasNull() ? null : since);
    }
  }

  /** How many rows of each kind were copied in this pass; kinds without any are left out. */
  SortedMap<String, Long> progress() throws SQLException {
    return pairs(
        "select p.key, (p.value ->> 'rows')::bigint from %s as g, jsonb_each(g.progress) as p"
            .formatted(named("graduations")));
  }

  /** Up to which id rows of a kind were copied in this pass. */
  long until(GraduationKind kind) throws SQLException {
    List<String> until =
        column(
            "select progress -> '%s' ->> 'until' from %s"
                .formatted(kind.label(), named("graduations")));
    return until.get(0) == null ? 0 : Long.parseLong(until.get(0));
  }

  SortedMap<String, Long> counts(String function) throws SQLException {
    return pairs("select * from " + named(function) + "()");
  }

  private SortedMap<String, Long> pairs(String sql) throws SQLException {
    SortedMap<String, Long> counts = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        counts.put(row.getString(1), row.getLong(2));
      }
    }
    return counts;
  }

  /** The columns that rows of a kind have; the first, which only orders them, is left out. */
  List<String> columns(GraduationKind kind) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none =
            statement.executeQuery("select * from " + rowsOf(kind, 0, 0L, null) + " limit 0")) {
      ResultSetMetaData columns = none.getMetaData();
      List<String> names = new ArrayList<>();
      for (int i = 2; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnName(i));
      }
      return names;
    }
  }

  String rowsOf(GraduationKind kind, long after, @Nullable Long until, @Nullable Long since) {
    return kind.audits()
        ? "%s('%s', %d, %s, %s)"
            .formatted(named("graduating_audit"), kind.label(), after, until, since)
        : "%s(%d, %s, %s)".formatted(named("graduating_" + kind.label()), after, until, since);
  }

  GraduationCheck check(GraduationKind kind, List<String> columns, @Nullable Long until)
      throws SQLException {
    return GraduationCheck.of(connection, rowsOf(kind, 0, until, null), columns);
  }

  CopyOut copy(String query) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("copy (" + query + ") to stdout with (format text, encoding 'UTF8')");
  }

  /**
   * All providers in the form in which the host decides about them; also before they have new ids.
   */
  List<GraduatingProvider> providers(UUID tenant) throws SQLException {
    List<GraduatingProvider> providers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select p.id, p.name, p.provider_type, p.api_base_url, p.config, p.api_key,
                  coalesce(i.new_id, %s('%s', 'provider', p.id, p.created_at))
                from %s as p
                left join %s as i on i.kind = 'provider' and i.old_id = p.id
                order by p.id
                """
                    .formatted(
                        named("graduated_uuid"),
                        tenant,
                        named("provider_configs"),
                        named("graduated_ids")))) {
      while (row.next()) {
        providers.add(
            new GraduatingProvider(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                tenant,
                row.getObject(7, UUID.class)));
      }
    }
    return providers;
  }

  /**
   * Which kinds of the services each kind of provider becomes, as JSON.
   *
   * @param typeOf the kind of a provider's channel; null if there is no channel yet
   */
  String kinds(UUID tenant, Function<GraduatingProvider, @Nullable String> typeOf)
      throws SQLException {
    List<String> here = new ArrayList<>();
    List<String> there = new ArrayList<>();
    for (GraduatingProvider provider : providers(tenant)) {
      String type = typeOf.apply(provider);
      if (type != null) {
        here.add(provider.providerType());
        there.add(type);
      }
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select coalesce(jsonb_object_agg(k.here, k.kinds), '{}')::text
            from (
              select n.here, jsonb_agg(distinct n.there) as kinds
              from unnest(?::text[], ?::text[]) as n (here, there)
              group by n.here
            ) as k
            """)) {
      statement.setArray(1, connection.createArrayOf("text", here.toArray()));
      statement.setArray(2, connection.createArrayOf("text", there.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** How many prices are copied under these kinds, for how many models, and how many are not. */
  Prices prices(UUID tenant, String kinds) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select count(*), count(distinct (p.provider_type, p.model)),
              (select count(*) from %2$s as m where m.id not in (
                select k.old_id from %1$s(?, ?::jsonb) as k))
            from %1$s(?, ?::jsonb) as p
            """
                .formatted(named("graduating_prices_of"), named("model_prices")))) {
      for (int i = 0; i < 2; i++) {
        statement.setObject(2 * i + 1, tenant);
        statement.setString(2 * i + 2, kinds);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Prices(row.getLong(1), row.getLong(2), row.getLong(3));
      }
    }
  }

  @Nullable UUID newId(String kind, long oldId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select new_id from " + named("graduated_ids") + " where kind = ? and old_id = ?")) {
      statement.setString(1, kind);
      statement.setLong(2, oldId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getObject(1, UUID.class) : null;
      }
    }
  }

  void call(String function, @Nullable Object... arguments) throws SQLException {
    String marks = String.join(", ", java.util.Collections.nCopies(arguments.length, "?"));
    try (PreparedStatement statement =
        connection.prepareStatement("select %s(%s)".formatted(named(function), marks))) {
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] == null) {
          statement.setNull(i + 1, java.sql.Types.BIGINT);
        } else {
          statement.setObject(i + 1, arguments[i]);
        }
      }
      statement.execute();
    }
  }

  Object[] uuids(List<String> ids) throws SQLException {
    return new Object[] {connection.createArrayOf("uuid", ids.toArray())};
  }

  List<String> column(String sql) throws SQLException {
    List<String> column = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        column.add(row.getString(1));
      }
    }
    return column;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

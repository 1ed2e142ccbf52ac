package io.lyss.schema.isolation;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/**
 * Tries statements in the open transaction, each after a savepoint, in one of two worlds: with the
 * victim's rows, and without them. A statement with different outcomes in the two reveals something
 * of the victim.
 */
final class Laboratory {

  /** The setting in which the function in a condition counts the rows that were passed to it. */
  static final String TOLD = "lyss_probe.told";

  private final Connection connection;
  private final Attack attack;
  private final String fingerprint;
  private final String removal;
  private final String materialized;

  Laboratory(Connection connection, Attack attack, List<Relation> relations) {
    this.connection = connection;
    this.attack = attack;
    Map<Long, String> names =
        relations.stream().collect(Collectors.toMap(Relation::oid, Relation::name));
    List<String> sums = new ArrayList<>();
    List<String> deletions = new ArrayList<>();
    attack.theirs().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .forEach(
            entry -> {
              String table = names.get(entry.getKey());
              sums.add(
                  "(select sum(hashtextextended(concat(t.tableoid, t.ctid, t), 0)) from %s as t where %s)"
                      .formatted(table, entry.getValue()));
              deletions.add("delete from %s as t where %s".formatted(table, entry.getValue()));
            });
    this.fingerprint = "select concat_ws(' ', " + String.join(", ", sums) + ")";
    this.removal = String.join(";", deletions);
    this.materialized =
        relations.stream()
            .filter(relation -> relation.kind().equals("m"))
            .map(relation -> ";refresh materialized view " + relation.name())
            .collect(Collectors.joining());
  }

  /** The outcome of each probe in turn, with the victim's rows or without them. */
  List<Outcome> run(List<Probe> probes, boolean withVictim) throws SQLException {
    Undone world = new Undone(connection, "world");
    try (world) {
      if (!withVictim) {
        // without triggers and foreign keys, so that nothing but those rows is deleted
        Server.execute(
            connection,
            "set local session_replication_role = replica;"
                + removal
                + ";set local session_replication_role = origin");
      }
      Server.execute(connection, "select 1" + materialized);
      String before = fingerprint();
      Server.execute(connection, attack.bind());
      List<Outcome> outcomes = new ArrayList<>();
      for (Probe probe : probes) {
        outcomes.add(attempt(probe, before));
      }
      return outcomes;
    }
  }

  private Outcome attempt(Probe probe, String before) throws SQLException {
    Undone tried = new Undone(connection, "probe");
    try (tried) {
      return outcome(probe, before);
    }
  }

  private Outcome outcome(Probe probe, String before) throws SQLException {
    String written =
        Server.rows(
                connection,
                "select pg_catalog.pg_current_wal_insert_lsn(),"
                    + " pg_catalog.set_config('"
                    + TOLD
                    + "', '0', true)")
            .get(0)
            .get(0);
    try {
      long[] seen = perform(probe);
      boolean mayChange = probe.kind() == Probe.Kind.WRITE || probe.kind() == Probe.Kind.COPY_IN;
      if (mayChange) {
        Server.execute(connection, "set constraints all immediate");
      }
      List<String> after =
          Server.rows(
                  connection,
                  "select pg_catalog.pg_current_wal_insert_lsn(),"
                      + " pg_catalog.current_setting('"
                      + TOLD
                      + "')")
              .get(0);
      String told = after.get(1);
      boolean changed = false;
      // a statement that has changed a row has written to the write-ahead log
      if (mayChange && !after.get(0).equals(written)) {
        Server.execute(connection, "set local role none");
        changed = !before.equals(fingerprint());
      }
      return new Outcome("", "", seen[0], seen[1], told, changed);
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e; // why it broke down, which whatever comes next would not say
      }
      String message =
          e instanceof PSQLException postgres && postgres.getServerErrorMessage() != null
              ? String.valueOf(postgres.getServerErrorMessage())
              : String.valueOf(e.getMessage());
      return new Outcome(String.valueOf(e.getSQLState()), message, 0, 0, "", false);
    }
  }

  private long[] perform(Probe probe) throws SQLException {
    switch (probe.kind()) {
      case COPY_OUT -> {
        return digest(copy(probe.sql()).lines().toList());
      }
      case COPY_IN -> {
        try {
          PGConnection postgres = connection.unwrap(PGConnection.class);
          return new long[] {
            postgres.getCopyAPI().copyIn(probe.sql(), new StringReader(probe.data())), 0
          };
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
      default -> {
        try (Statement statement = connection.createStatement()) {
          statement.setEscapeProcessing(false);
          return statement.execute(probe.sql())
              ? digest(texts(statement.getResultSet()))
              : new long[] {Math.max(statement.getUpdateCount(), 0), 0};
        }
      }
    }
  }

  String copy(String sql) throws SQLException {
    try {
      StringWriter out = new StringWriter();
      connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
      return out.toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> texts(ResultSet result) throws SQLException {
    List<String> texts = new ArrayList<>();
    int columns = result.getMetaData().getColumnCount();
    while (result.next()) {
      StringBuilder row = new StringBuilder();
      for (int i = 1; i <= columns; i++) {
        row.append(result.getString(i)).append('\u001f');
      }
      texts.add(row.toString());
    }
    return texts;
  }

  private static long[] digest(List<String> rows) {
    long sum = 0;
    for (String row : rows) {
      sum += row.hashCode() * 0x9E3779B97F4A7C15L;
    }
    return new long[] {rows.size(), sum};
  }

  private String fingerprint() throws SQLException {
    return Server.rows(connection, fingerprint).get(0).get(0);
  }
}

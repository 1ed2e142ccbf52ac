package io.lyss.schema.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Creates the schemas into which a backup is restored, fills them, or drops them again. Each step
 * takes a connection of its own, because hours may lie between two.
 */
final class RestoredSchemas {

  private static final List<String> ROLES =
      List.of("authenticated_users", "lyss_system", "lyss_definer");

  private record Restored(Job job, String owner) {}

  private final DataSource login;
  private final List<Restored> schemas;

  private RestoredSchemas(DataSource login, List<Restored> schemas) {
    this.login = login;
    this.schemas = schemas;
  }

  /**
   * Checks that this login can restore the backup; changes nothing.
   *
   * @throws CommandFailedException if it cannot; the message says what would help
   */
  static RestoredSchemas check(DataSource login, List<Job> jobs, ArchiveList entries, Path file)
      throws SQLException {
    try (Connection connection = login.getConnection()) {
      return new RestoredSchemas(login, schemas(connection, jobs, entries, file));
    }
  }

  private static List<Restored> schemas(
      Connection connection, List<Job> jobs, ArchiveList entries, Path file) throws SQLException {
    List<Restored> schemas = new ArrayList<>();
    for (Job job : jobs) {
      String owner =
          entries
              .owner(job.schema())
              .orElseThrow(
                  () ->
                      new CommandFailedException(
                          "The backup " + file + " has no schema " + job.schema(), null));
      schemas.add(new Restored(job, owner));
      if (is(connection, "to_regnamespace(quote_ident(?)) is not null", job.schema())) {
        throw new CommandFailedException(
            "The schema "
                + job.schema()
                + " is there already. Restore into a database that has none; what a"
                + " restore has left that was killed, drop.",
            null);
      }
      for (String role : ROLES) {
        checkThere(connection, role);
      }
      checkThere(connection, owner);
      for (String role : List.of(owner, "lyss_definer")) {
        if (!is(
            connection,
            "pg_has_role(r.oid, 'usage') and pg_has_role(r.oid, 'set') from pg_roles as r"
                + " where r.rolname = ?",
            role)) {
          throw new CommandFailedException(
              "This login cannot restore what belongs to the role "
                  + role
                  + ". bootstrap/040_restore.sql makes a login that can.",
              null);
        }
      }
    }
    return schemas;
  }

  private static void checkThere(Connection connection, String role) throws SQLException {
    if (!is(connection, "to_regrole(quote_ident(?)) is not null", role)) {
      throw new CommandFailedException(
          "This server has no role " + role + ". bootstrap/010_roles.sql makes the roles of LYSS.",
          null);
    }
  }

  private static boolean is(Connection connection, String condition, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("select " + condition)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  List<String> names() {
    return schemas.stream().map(schema -> schema.job().schema()).toList();
  }

  /**
   * Creates the schemas, empty.
   *
   * @param extensions the statements that create the needed extensions, as the owner, because the
   *     login that restores is dropped later
   */
  void create(List<String> extensions) throws SQLException {
    transaction(
        statement -> {
          statement.execute("set local role " + quoted(schemas.get(0).owner()));
          for (String extension : extensions) {
            statement.execute(extension);
          }
          for (Restored schema : schemas) {
            String name = schema.job().schema();
            statement.execute("set local role " + quoted(schema.owner()));
            statement.execute("create schema " + quoted(name));
            // the new owner of an object has to have the right to create it
            statement.execute("grant usage, create on schema " + quoted(name) + " to lyss_definer");
          }
        });
  }

  /** The number of rows of each table, under the names in the file beside a backup. */
  SortedMap<String, Long> rows(Ticker progress) throws SQLException {
    SortedMap<String, Long> rows = new TreeMap<>();
    try (Connection connection = login.getConnection()) {
      for (Restored schema : schemas) {
        Job job = schema.job();
        job.backup()
            .rows(connection, table -> progress.now(RowCounts.counting(job, table)))
            .forEach((table, count) -> rows.put(job.name() + "." + table, count));
      }
    }
    return rows;
  }

  /** Fills the materialized view, and gathers statistics for the planner. */
  void refresh() throws SQLException {
    transaction(
        statement -> {
          for (String name : names()) {
            for (String work : work(statement, name)) {
              statement.execute(work);
            }
          }
        });
  }

  private static List<String> work(Statement statement, String schema) throws SQLException {
    List<String> work = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            """
            select case c.relkind when 'm' then 'refresh materialized view ' else 'analyze ' end
              || c.oid::regclass
            from pg_class as c
            where c.relnamespace = '%s'::regnamespace
              and c.relkind in ('r', 'p', 'm') and not c.relispartition
            order by c.relkind = 'm', c.relname
            """
                .formatted(quoted(schema)))) {
      while (row.next()) {
        work.add(row.getString(1));
      }
    }
    return work;
  }

  /** Drops the schemas again, because something else has failed. */
  void drop(Exception cause) {
    try {
      for (String name : names()) {
        transaction(statement -> statement.execute("drop schema " + quoted(name) + " cascade"));
      }
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private void transaction(Work work) throws SQLException {
    try (Connection connection = login.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local search_path = pg_catalog");
      work.on(statement);
      connection.commit();
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** What is done in one transaction. */
  @FunctionalInterface
  private interface Work {
    void on(Statement statement) throws SQLException;
  }
}

package io.lyss.schema.isolation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Refuses a database in which somebody works, and creates what the probes need. */
final class Safety {

  private Safety() {}

  /**
   * @throws IllegalStateException if this is no database for tests
   */
  static void check(Connection connection, String schemas, long mostRows) throws SQLException {
    List<String> row =
        Server.rows(
                connection,
                """
                select
                  (select rolsuper from pg_roles where rolname = current_user),
                  current_setting('transaction_read_only'),
                  (
                    select string_agg(format('%s (%s)', usename, pid), ', ' order by pid)
                    from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()
                      and backend_type = 'client backend' and xact_start is not null
                  ),
                  (
                    select coalesce(sum(greatest(reltuples, 0)), 0)::bigint from pg_class
                    where relnamespace = any (?::regnamespace[]) and relkind = 'r'
                  )
                """,
                schemas)
            .get(0);
    if (!row.get(0).equals("t")) {
      throw refused("the login is no superuser, who alone sees both sides");
    }
    if (row.get(1).equals("on")) {
      throw refused(
          "this server only reads: it is a standby, or default_transaction_read_only is on. Name the"
              + " primary of a test, where what is written is rolled back");
    }
    if (row.get(2) != null) {
      throw refused(
          "others are in a transaction there: "
              + row.get(2)
              + ". It would lock rows that they need");
    }
    if (Long.parseLong(row.get(3)) > mostRows) {
      throw refused(
          "it has some "
              + row.get(3)
              + " rows, and is no database for tests; "
              + mostRows
              + " are read at most");
    }
  }

  private static IllegalStateException refused(String why) {
    return new IllegalStateException("Isolation is not probed here: " + why + ".");
  }

  /**
   * Creates a role without rights, and a schema of the same name with a function that counts the
   * rows that are passed to it. Both are rolled back with the transaction.
   */
  static String own(Connection connection) throws SQLException {
    String name = "lyss_probe_" + Server.rows(connection, "select pg_backend_pid()").get(0).get(0);
    Server.execute(
        connection,
        """
        create role %1$s;
        create schema %1$s;
        grant usage on schema %1$s to public;
        create function %1$s.told(p_value text) returns boolean
        language plpgsql cost 0.0000001
        as $$
        begin
          perform pg_catalog.set_config('%2$s',
            (pg_catalog.current_setting('%2$s')::integer operator(pg_catalog.+) 1)::text, true);
          return true;
        end
        $$
        """
            .formatted(name, Laboratory.TOLD));
    return name;
  }
}

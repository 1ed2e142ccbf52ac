package io.lyss.throwaway;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster of Citus that somebody else runs. Each database is made on all of its nodes, with the
 * extension, and is dropped on all.
 *
 * @param coordinator the coordinator, with the login of a superuser
 * @param nodes host and port of each node, the coordinator first, as the nodes know each other
 */
record CitusServer(GivenServer coordinator, List<Node> nodes) implements Server {

  record Node(String host, int port) {

    @Override
    public String toString() {
      return "'%s', %d".formatted(host, port);
    }
  }

  /** As in bootstrap/060_citus.sql, whether or not the roles exist. */
  private static final String NODES_LOG_IN =
      """
      do $$
      declare
        v_role text;
      begin
        foreach v_role in array array['authenticated_users', 'lyss_system', 'lyss_definer'] loop
          if not exists (select from pg_roles where rolname = v_role) then
            execute format('create role %I', v_role);
          end if;
          execute format('alter role %I login', v_role);
        end loop;
      end $$
      """;

  private static final Pattern LOGIN = Pattern.compile("([?&])(user|password)=([^&]*)&?");

  /**
   * @param url of a database whose nodes are known to Citus; its parameters say who logs in
   */
  static CitusServer of(String url) {
    Properties login = new Properties();
    Matcher given = LOGIN.matcher(url);
    while (given.find()) {
      login.setProperty(given.group(2), given.group(3));
    }
    // a URL's login would come before the one that a pool is given
    String bare = LOGIN.matcher(url).replaceAll("$1").replaceAll("[?&]$", "");
    GivenServer coordinator =
        new GivenServer(
            bare, login.getProperty("user", "postgres"), login.getProperty("password", ""));
    List<Node> nodes = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(bare, coordinator.user(), coordinator.password());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select nodename, nodeport from pg_dist_node where noderole = 'primary' order by groupid")) {
      while (row.next()) {
        nodes.add(new Node(row.getString(1), row.getInt(2)));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("lyss.citus.url leads to no coordinator of Citus", e);
    }
    return new CitusServer(coordinator, List.copyOf(nodes));
  }

  @Override
  public String jdbcUrl(String database) {
    return coordinator.jdbcUrl(database);
  }

  @Override
  public String user() {
    return coordinator.user();
  }

  @Override
  public String password() {
    return coordinator.password();
  }

  /** A database that is distributed is not copied. */
  @Override
  public boolean copies() {
    return false;
  }

  @Override
  public void create(String database, String options) {
    for (Node node : nodes) {
      execute(url(node, "postgres"), "create database " + database + options);
      execute(url(node, database), "create extension citus");
    }
    StringBuilder join =
        new StringBuilder("select citus_set_coordinator_host(" + nodes.get(0) + ");");
    nodes.stream().skip(1).forEach(n -> join.append("select citus_add_node(" + n + ");"));
    // few shards, as each takes time; the triggers are ours
    join.append("alter database " + database + " set citus.shard_count = 4;");
    join.append("alter database " + database + " set citus.enable_unsafe_triggers = on;");
    execute(jdbcUrl(database), join.toString());
    execute(jdbcUrl(database), NODES_LOG_IN);
  }

  @Override
  public void drop(String database) {
    for (Node node : nodes) {
      execute(url(node, "postgres"), "drop database if exists " + database + " with (force)");
    }
  }

  private static String url(Node node, String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(node.host(), node.port(), database);
  }

  private void execute(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url, user(), password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("Failed on " + url + ": " + sql, e);
    }
  }

  @Override
  public void close() {
    // not ours to stop
  }
}

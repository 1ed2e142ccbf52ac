package io.lyss.benchmarks.figures;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The server that LYSS_JDBC_URL names, as {@link ThrowawayPostgres} says, or an embedded one, which
 * forgets what was filled; or a cluster.
 */
public final class Server implements AutoCloseable {

  /** Microseconds that a commit takes: those of a network disk, or of a standby near by. */
  public static final int COMMIT = Integer.getInteger("figures.commit", 2000);

  private final ThrowawayPostgres postgres;
  private final ThrowawayDatabase some;
  private final boolean isCluster;

  public Server() {
    this(ThrowawayPostgres.durable(), false);
  }

  private Server(ThrowawayPostgres postgres, boolean isCluster) {
    this.postgres = postgres;
    this.isCluster = isCluster;
    some = postgres.database();
  }

  /**
   * The cluster of Citus that {@code -Dlyss.citus.url} names.
   *
   * @throws IllegalStateException if it names none
   */
  public static Server cluster() {
    if (System.getProperty("lyss.citus.url") == null) {
      throw new IllegalStateException(
          "The group cluster takes -Dlyss.citus.url=jdbc:postgresql://<coordinator>/<database>?user=<superuser>");
    }
    return new Server(ThrowawayPostgres.shared(), true);
  }

  public boolean isCluster() {
    return isCluster;
  }

  /** A database that is dropped at the end of the run. */
  public String ownDatabase() {
    return some.name();
  }

  public String user() {
    return some.adminUser();
  }

  public String password() {
    return some.adminPassword();
  }

  public String url(String database) {
    return some.jdbcUrl().replace(some.name(), database);
  }

  public DataSource dataSource(String database) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url(database));
    dataSource.setUser(user());
    dataSource.setPassword(password());
    return dataSource;
  }

  public void execute(String database, String sql) throws SQLException {
    try (Connection connection = dataSource(database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row. */
  public String read(String database, String sql) throws SQLException {
    try (Connection connection = dataSource(database).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /**
   * Runs something while each commit takes as long as {@link #COMMIT} says, because the disk of an
   * embedded server is memory. Commits at the same time wait together, as for a disk. A named
   * server stays as it is.
   */
  public void committing(Timed timed) throws SQLException, InterruptedException {
    if (ThrowawayPostgres.isNamed()) {
      timed.run();
      return;
    }
    setCommitDelay(COMMIT);
    try {
      timed.run();
    } finally {
      setCommitDelay(0);
    }
  }

  /** Something that takes time. */
  @FunctionalInterface
  public interface Timed {
    void run() throws SQLException, InterruptedException;
  }

  private void setCommitDelay(int microseconds) throws SQLException, InterruptedException {
    execute("postgres", "alter system set commit_siblings = 0");
    execute("postgres", "alter system set commit_delay = " + microseconds);
    execute("postgres", "select pg_reload_conf()");
    // a process of the server takes it over some time after it was told
    while (!read("postgres", "show commit_delay").equals(String.valueOf(microseconds))) {
      Thread.sleep(10);
    }
  }

  /** Which PostgreSQL it is, and whether it is durable. */
  public String settings() throws SQLException {
    return read(
        "postgres",
        "select 'PostgreSQL ' || current_setting('server_version') || ', fsync '"
            + " || current_setting('fsync') || ', synchronous_commit '"
            + " || current_setting('synchronous_commit')");
  }

  boolean has(String database) throws SQLException {
    return "1"
        .equals(
            read(
                "postgres", "select count(*) from pg_database where datname = '" + database + "'"));
  }

  @Override
  public void close() {
    some.close();
    postgres.close();
  }
}

package io.lyss.benchmarks.figures;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The server that LYSS_JDBC_URL names, as {@link ThrowawayPostgres} says, or an embedded one, which
 * is not durable and keeps no data.
 */
public final class Server implements AutoCloseable {

  /** Microseconds that a commit takes: those of a network disk, or of a standby near by. */
  public static final int COMMIT = Integer.getInteger("figures.commit", 2000);

  private final ThrowawayPostgres postgres = ThrowawayPostgres.start();
  private final ThrowawayDatabase some = postgres.database();

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
   * Runs something while commits wait until they are on disk, as they do where data matter. The
   * disk of an embedded server is memory, so that it waits as long as {@link #COMMIT} says instead;
   * several commits at once wait together, as on a disk. A given server stays as it is.
   */
  void durably(Timed timed) throws SQLException, InterruptedException {
    if (!isEmbedded()) {
      timed.run();
      return;
    }
    set("on", COMMIT);
    try {
      timed.run();
    } finally {
      set("off", 0);
    }
  }

  /** Something that takes time. */
  @FunctionalInterface
  interface Timed {
    void run() throws SQLException, InterruptedException;
  }

  private static boolean isEmbedded() {
    return System.getProperty("lyss.jdbc.url") == null && System.getenv("LYSS_JDBC_URL") == null;
  }

  private void set(String durable, int microseconds) throws SQLException, InterruptedException {
    for (String setting :
        List.of(
            "fsync = " + durable,
            "synchronous_commit = " + durable,
            "commit_siblings = 0",
            "commit_delay = " + microseconds)) {
      execute("postgres", "alter system set " + setting);
    }
    execute("postgres", "select pg_reload_conf()");
    // a server process takes it over before its next statement; new ones have it once the first has
    while (!read(
            "postgres",
            "select current_setting('commit_delay', true)::text || current_setting('fsync')")
        .equals(microseconds + durable)) {
      Thread.sleep(10);
    }
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

package io.lyss.throwaway;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One database on a throw-away server. Closing drops it, with whoever is still connected.
 *
 * <p>Thread-safe.
 */
public final class ThrowawayDatabase implements AutoCloseable {

  private final Server server;
  private final String name;

  ThrowawayDatabase(Server server, String name) {
    this.server = server;
    this.name = name;
  }

  /** Its name on the server. */
  public String name() {
    return name;
  }

  /** Where it is; the URL has no login. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** The login that owns the server: a superuser, where the server is embedded. */
  public String adminUser() {
    return server.user();
  }

  /** The password of {@link #adminUser}. */
  public String adminPassword() {
    return server.password();
  }

  /** Unpooled connections as the login that owns the server. */
  public DataSource dataSource() {
    return dataSource(adminUser(), adminPassword());
  }

  /** Unpooled connections as the login that is named. */
  public DataSource dataSource(String user, String password) {
    OfUrl dataSource = new OfUrl(jdbcUrl());
    dataSource.setUser(user);
    dataSource.setPassword(password);
    return dataSource;
  }

  /**
   * Connects with the URL as it is. PGSimpleDataSource writes every default into it, and Flyway
   * looks for a password in it at a cost that is quadratic in its length.
   */
  private static final class OfUrl extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final String url;

    OfUrl(String url) {
      this.url = url;
    }

    @Override
    public String getUrl() {
      return url;
    }
  }

  /** Runs SQL, several statements if need be, as the login that owns the server. */
  public void execute(String sql) {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("Failed: " + sql, e);
    }
  }

  /**
   * Runs a script that says nothing of where it failed; if it fails, the same is done by other
   * means, which say so.
   *
   * @param login who runs it
   * @param explained does the same as the script
   */
  public static void execute(DataSource login, String script, Runnable explained) {
    try (Connection connection = login.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    } catch (SQLException e) {
      explained.run();
      throw new IllegalStateException("The script failed, and what does the same did not", e);
    }
  }

  @Override
  public void close() {
    server.drop(name);
  }
}

package io.lyss.examples.quickstart;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The login that the application's pool uses: one that owns nothing, created for this run, where
 * the owner may create logins; otherwise the owner itself. Row-level security applies either way,
 * because each transaction takes a role that owns nothing.
 */
final class ApplicationLogin implements AutoCloseable {

  private static final int POOL_SIZE = 4;

  private final HikariDataSource pool;
  private final String description;
  private final Runnable drop;

  private ApplicationLogin(HikariDataSource pool, String description, Runnable drop) {
    this.pool = pool;
    this.description = description;
    this.drop = drop;
  }

  static ApplicationLogin create(Target target) {
    String suffix = random(4);
    String name = "lyss_quickstart_" + suffix;
    String password = random(16);
    try (Connection connection = target.owner().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create role " + name + " login password '" + password + "'");
      statement.execute(
          "grant authenticated_users, lyss_system to " + name + " with inherit false, set true");
      connection.commit();
    } catch (SQLException e) {
      return fallback(target, "may not create another");
    }
    DataSource application = application(target, name, password);
    try (Connection connection = application.getConnection()) {
      connection.isValid(1);
    } catch (SQLException e) {
      drop(target, name);
      return fallback(target, "another may not connect");
    }
    return new ApplicationLogin(
        pool(application), name + ", which owns nothing", () -> drop(target, name));
  }

  private static ApplicationLogin fallback(Target target, String why) {
    return new ApplicationLogin(pool(target.owner()), target.login() + ": " + why, () -> {});
  }

  private static DataSource application(Target target, String name, String password) {
    PGSimpleDataSource owner = (PGSimpleDataSource) target.owner();
    PGSimpleDataSource application = new PGSimpleDataSource();
    application.setUrl(owner.getUrl());
    application.setUser(name);
    application.setPassword(password);
    return application;
  }

  private static HikariDataSource pool(DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(POOL_SIZE);
    return new HikariDataSource(config);
  }

  // The role has no connections and owns nothing, so it can be dropped.
  private static void drop(Target target, String name) {
    try (Connection connection = target.owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop role " + name);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  DataSource pool() {
    return pool;
  }

  /** Which login it is, for the report. */
  String description() {
    return description;
  }

  @Override
  public void close() {
    pool.close();
    drop.run();
  }
}

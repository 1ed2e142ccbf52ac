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
 * The server that LYSS_JDBC_URL names, as {@link ThrowawayPostgres} says, or an embedded one, which is not durable and keeps no data.
 */
public final class Server implements AutoCloseable {

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

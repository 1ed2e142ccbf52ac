package io.lyss.examples.quickstart;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database in which the example works, and the login that migrates it. Closing it stops the
 * server, if one was started for it.
 *
 * @param owner connections of that login
 */
record Target(DataSource owner, Runnable onClose) implements AutoCloseable {

  static Target open(Options options) {
    return options.url().isPresent() ? given(options) : embedded();
  }

  private static Target embedded() {
    ThrowawayPostgres postgres = ThrowawayPostgres.start();
    ThrowawayDatabase database = postgres.database();
    return new Target(database.dataSource(), postgres::close);
  }

  private static Target given(Options options) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    try {
      dataSource.setUrl(options.url().orElseThrow());
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "the URL cannot be read; expected jdbc:postgresql://host:port/database");
    }
    options.user().ifPresent(dataSource::setUser);
    options.password().ifPresent(dataSource::setPassword);
    return new Target(dataSource, () -> {});
  }

  /** The server's version, once it has answered. */
  String version() {
    return ask("show server_version").split(" ")[0];
  }

  String login() {
    return ask("select current_user");
  }

  /** The one value of a query. */
  String ask(String sql) {
    try (Connection connection = owner.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  @Override
  public void close() {
    onClose.run();
  }
}

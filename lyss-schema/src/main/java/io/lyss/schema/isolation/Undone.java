package io.lyss.schema.isolation;

import java.sql.Connection;
import java.sql.SQLException;

/** A part of a transaction that is undone as it is closed, by a savepoint of this name. */
final class Undone implements AutoCloseable {

  private final Connection connection;
  private final String name;

  Undone(Connection connection, String name) throws SQLException {
    this.connection = connection;
    this.name = name;
    Server.execute(connection, "savepoint " + name);
  }

  @Override
  public void close() throws SQLException {
    Server.execute(
        connection, "rollback to savepoint %1$s; release savepoint %1$s".formatted(name));
  }
}

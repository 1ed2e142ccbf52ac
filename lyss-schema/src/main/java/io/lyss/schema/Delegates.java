package io.lyss.schema;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Wraps connections, to replace some of their methods. */
final class Delegates {

  /** Returns a connection. */
  @FunctionalInterface
  interface Opening {
    Connection open() throws SQLException;
  }

  /** Runs in place of a method. */
  @FunctionalInterface
  interface Instead {
    void run() throws SQLException;
  }

  private static final Map<String, Instead> NEVER_ENDED =
      Stream.of(
              "close",
              "commit",
              "rollback",
              "setAutoCommit",
              "setReadOnly",
              "setTransactionIsolation")
          .collect(Collectors.toMap(method -> method, method -> () -> {}));

  private Delegates() {}

  /**
   * A data source that always returns the same connection, whose transaction its callers cannot
   * end.
   */
  static DataSource inTransactionOf(Connection connection) {
    return dataSource(() -> connection(connection, NEVER_ENDED));
  }

  static DataSource dataSource(Opening opening) {
    return (DataSource)
        Proxy.newProxyInstance(
            Delegates.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getConnection" -> opening.open();
                  case "toString" -> "connections of LYSS";
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /** The connection with other code for some of its methods, which return nothing. */
  static Connection connection(Connection connection, Map<String, Instead> instead) {
    return (Connection)
        Proxy.newProxyInstance(
            Delegates.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (instead.containsKey(method.getName())) {
                instead.get(method.getName()).run();
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

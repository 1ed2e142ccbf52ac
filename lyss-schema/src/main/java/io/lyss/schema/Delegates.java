package io.lyss.schema;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Connections that do some things otherwise than those behind them. */
final class Delegates {

  /** Hands out a connection. */
  @FunctionalInterface
  interface Opening {
    Connection open() throws SQLException;
  }

  /** What is done instead. */
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

  /** One connection, again and again, whose transaction is ended by nobody who is given it. */
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

  /** A connection of which some methods, which answer nothing, do something else. */
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

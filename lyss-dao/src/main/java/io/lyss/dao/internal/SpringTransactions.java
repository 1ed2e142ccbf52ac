package io.lyss.dao.internal;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/** Asks Spring about a connection, without a dependency on Spring. */
final class SpringTransactions {

  private static final String PROXY = "org.springframework.jdbc.datasource.ConnectionProxy";
  private static final String TRANSACTIONS =
      "org.springframework.transaction.support.TransactionSynchronizationManager";

  private static final ClassValue<Method> IS_ACTIVE =
      new ClassValue<>() {
        @Override
        protected Method computeValue(Class<?> proxy) {
          try {
            return Class.forName(TRANSACTIONS, true, proxy.getClassLoader())
                .getMethod("isActualTransactionActive");
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This is no version of Spring that LYSS knows", e);
          }
        }
      };

  private SpringTransactions() {}

  /** Whether a connection that is not in auto-commit mode is in a transaction of Spring's. */
  static boolean isIn(Connection connection) throws SQLException {
    Class<?> proxy =
        Arrays.stream(connection.getClass().getInterfaces())
            .filter(type -> type.getName().equals(PROXY))
            .findFirst()
            .orElse(null);
    if (proxy == null) {
      return false;
    }
    try {
      return (boolean) IS_ACTIVE.get(proxy).invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new SQLException("Spring does not say whether there is a transaction", e);
    }
  }
}

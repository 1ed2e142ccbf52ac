package io.lyss.dao.testing.calls;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A data source that keeps the plans of which its server tells. For one thread. */
final class Explained {

  private final List<String> plans = new ArrayList<>();
  private final DataSource dataSource;

  /**
   * @param explaining its logins are told of each plan, in a notice, by auto_explain
   */
  Explained(DataSource explaining) {
    dataSource = wrap(DataSource.class, explaining);
  }

  DataSource dataSource() {
    return dataSource;
  }

  /** The plans since it was cleared last, the inner ones of functions included. */
  List<String> plans() {
    return plans;
  }

  private <T> T wrap(Class<T> type, T inner) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (inner instanceof PreparedStatement statement && method.getName().equals("close")) {
            keep(statement);
          }
          Object answer;
          try {
            answer = method.invoke(inner, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
          if (method.getName().equals("unwrap")) {
            return answer;
          }
          if (answer instanceof Connection connection) {
            return wrap(Connection.class, connection);
          }
          return answer instanceof PreparedStatement statement
              ? wrap(PreparedStatement.class, statement)
              : answer;
        };
    return type.cast(
        Proxy.newProxyInstance(Explained.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private void keep(PreparedStatement statement) throws SQLException {
    for (SQLWarning told = statement.getWarnings(); told != null; told = told.getNextWarning()) {
      if (told.getMessage().startsWith("duration: ")) {
        plans.add(told.getMessage());
      }
    }
  }
}

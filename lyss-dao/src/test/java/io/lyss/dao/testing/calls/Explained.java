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

/**
 * A data source that keeps what its server tells of statements, their plans in the first place. For
 * one thread.
 */
final class Explained {

  private final List<String> told = new ArrayList<>();
  private final String beginning;
  private final DataSource dataSource;

  /**
   * @param explaining its logins are told of each plan, in a notice, by auto_explain
   */
  Explained(DataSource explaining) {
    this(explaining, "duration: ");
  }

  /**
   * @param telling its logins are told, in notices that begin so
   */
  Explained(DataSource telling, String beginning) {
    this.beginning = beginning;
    dataSource = wrap(DataSource.class, telling);
  }

  DataSource dataSource() {
    return dataSource;
  }

  /** The plans since it was cleared last, the inner ones of functions included. */
  List<String> plans() {
    return told;
  }

  /** What was received since it was last cleared. */
  List<String> told() {
    return told;
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
    for (SQLWarning each = statement.getWarnings(); each != null; each = each.getNextWarning()) {
      if (each.getMessage().startsWith(beginning)) {
        told.add(each.getMessage());
      }
    }
  }
}

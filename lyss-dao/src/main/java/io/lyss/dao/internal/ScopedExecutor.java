package io.lyss.dao.internal;

import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements in one scope.
 *
 * <p>Thread-safe as long as each statement has a transaction of its own; inside a transaction, for
 * one thread at a time.
 */
public final class ScopedExecutor {

  private final DataSource dataSource;
  private final String defaultSchema;
  private final String schema;
  private final Binding binding;
  private final StatementRunner runner;
  private final Map<String, Object> given;

  private ScopedExecutor(
      DataSource dataSource,
      String defaultSchema,
      String schema,
      Binding binding,
      StatementRunner runner,
      Map<String, Object> given) {
    this.dataSource = dataSource;
    this.defaultSchema = defaultSchema;
    this.schema = schema;
    this.binding = binding;
    this.runner = runner;
    this.given = given;
  }

  /** Each statement in a transaction of its own. */
  public static ScopedExecutor pooled(
      DataSource dataSource, String defaultSchema, String schema, Binding binding) {
    return new ScopedExecutor(
        dataSource, defaultSchema, schema, binding, new PooledRunner(dataSource), Map.of());
  }

  /** The same in a transaction that the host has begun on a connection, and will end. */
  public ScopedExecutor joining(Connection connection) {
    try {
      return with(JoinedRunner.join(connection, binding.layout()));
    } catch (SQLException e) {
      throw Failures.translate(e);
    }
  }

  private ScopedExecutor with(StatementRunner other) {
    return new ScopedExecutor(dataSource, defaultSchema, schema, binding, other, given);
  }

  /**
   * The same with an argument for every statement that takes it, such as the tenant of the scope.
   */
  public ScopedExecutor given(String name, Object value) {
    Map<String, Object> all = new HashMap<>(given);
    all.put(name, value);
    return new ScopedExecutor(dataSource, defaultSchema, schema, binding, runner, Map.copyOf(all));
  }

  Map<String, Object> given() {
    return given;
  }

  /** The schema that statements go to. */
  public String schema() {
    return schema;
  }

  /**
   * Waits for a notification on a connection of its own.
   *
   * @param due asked after LISTEN: whether there is no need to wait
   * @return whether a notification came, or there was no need to wait
   */
  public boolean awaitNotification(String channel, Duration timeout, ScopedStatement<Boolean> due) {
    ResultReader<List<Boolean>> reader = ResultReader.list(due.row());
    try {
      return Notifications.await(
          dataSource,
          channel,
          timeout,
          connection ->
              PooledRunner.run(connection, due.in(schema), binding, Map.of(), reader).get(0));
    } catch (SQLException e) {
      throw Failures.translate(e);
    }
  }

  /** A call of a statement, to be given its arguments. */
  public <T> Call<T> call(ScopedStatement<T> statement) {
    return new Call<>(this, arguments -> statement);
  }

  /** A call of a statement that leaves out the conditions whose arguments are not given. */
  public <T> Call<T> call(FilteredStatement<T> statement) {
    return new Call<>(this, statement::taking);
  }

  <T> T run(Rendered statement, ResultReader<T> reader, Map<String, @Nullable Object> arguments) {
    try {
      return runner.run(statement, binding, arguments, reader);
    } catch (SQLException e) {
      throw Failures.translate(e);
    }
  }

  /** Work in a transaction, with its executor. */
  public interface InTransaction<T, X extends Exception> {
    T run(ScopedExecutor executor) throws X;
  }

  /**
   * Runs statements in one transaction of LYSS's own.
   *
   * @throws IllegalStateException inside a transaction
   */
  public <T, X extends Exception> T inTransaction(InTransaction<T, X> work) throws X {
    return onConnection(connection -> work.run(with(new TransactionRunner(connection))));
  }

  /** Work with jOOQ. */
  public interface WithJooq<T, X extends Exception> {
    T run(DSLContext jooq) throws X;
  }

  /**
   * Runs statements of the caller, in the scope and in one transaction of LYSS's own.
   *
   * @throws IllegalStateException inside a transaction
   */
  public <T, X extends Exception> T withJooq(WithJooq<T, X> work) throws X {
    return onConnection(
        connection -> {
          DSLContext jooq =
              DSL.using(
                  connection, SQLDialect.POSTGRES, ScopedStatement.settings(defaultSchema, schema));
          jooq.execute(binding.sql(), binding.values().toArray());
          return work.run(jooq);
        });
  }

  private interface OnConnection<T, X extends Exception> {
    T run(Connection connection) throws X;
  }

  /** Tells an SQLException that the caller's work throws from one of the connection. */
  private static final class Own<T, X extends Exception> {
    private final OnConnection<T, X> work;
    private @Nullable Exception thrown;

    Own(OnConnection<T, X> work) {
      this.work = work;
    }

    T run(Connection connection) throws X {
      try {
        return work.run(connection);
      } catch (Exception e) {
        thrown = e;
        throw e;
      }
    }

    @SuppressWarnings("unchecked") // the work throws nothing else that is checked
    void rethrow(SQLException e) throws X {
      if (e == thrown) {
        throw (X) e;
      }
    }
  }

  private <T, X extends Exception> T onConnection(OnConnection<T, X> work) throws X {
    if (!(runner instanceof PooledRunner)) {
      throw new IllegalStateException("This session is in a transaction already; use it as it is");
    }
    Own<T, X> own = new Own<>(work);
    try (Connection connection = dataSource.getConnection()) {
      return Transactions.within(connection, () -> own.run(connection));
    } catch (SQLException e) {
      own.rethrow(e);
      throw Failures.translate(e);
    }
  }
}

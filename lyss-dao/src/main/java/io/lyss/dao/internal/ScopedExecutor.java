package io.lyss.dao.internal;

import io.lyss.dao.Freshness;
import io.lyss.dao.Route;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.error.NotMigratedException;
import io.lyss.dao.error.UnavailableException;
import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
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

  // nothing is ever added to these arguments or to the given ones
  private static final Arguments NONE = new Arguments();

  private final Connections connections;
  private final String defaultSchema;
  private final String schema;
  private final Binding binding;
  private final StatementRunner runner;
  private final Arguments given;
  private final Reach reach;

  // outside of transactions, if there is a replica
  private final @Nullable ReplicaRunner replica;

  private ScopedExecutor(
      Connections connections,
      String defaultSchema,
      String schema,
      Binding binding,
      StatementRunner runner,
      Arguments given,
      Reach reach,
      @Nullable ReplicaRunner replica) {
    this.connections = connections;
    this.defaultSchema = defaultSchema;
    this.schema = schema;
    this.binding = binding;
    this.runner = runner;
    this.given = given;
    this.reach = reach;
    this.replica = replica;
  }

  private static ScopedExecutor pooled(
      Connections connections,
      String defaultSchema,
      String schema,
      Binding binding,
      Arguments given,
      Reach reach) {
    Replica replica = connections.replica();
    return new ScopedExecutor(
        connections,
        defaultSchema,
        schema,
        binding,
        replica == null
            ? connections.runner()
            : new PooledRunner(connections, new Mark.Source(replica, reach)),
        given,
        reach,
        replica == null || binding.writes()
            ? null
            : new ReplicaRunner(connections, replica, reach));
  }

  private static Mark.@Nullable Source marks(Connections connections, Reach reach) {
    Replica replica = connections.replica();
    return replica == null ? null : new Mark.Source(replica, reach);
  }

  /** Each statement in a transaction of its own. */
  public static ScopedExecutor pooled(
      Connections connections, String defaultSchema, String schema, Binding binding) {
    Reach reach = new Reach(defaultSchema, Freshness.ANY);
    return pooled(connections, defaultSchema, schema, binding, NONE, reach);
  }

  /** The same in a transaction that the host has begun on a connection, and will end. */
  public ScopedExecutor joining(Connection connection) {
    try {
      if (connection.getAutoCommit()) {
        // The host may have fetched it only for this call. Then nobody else would close it.
        connection.close();
        throw new IllegalArgumentException(
            "This connection is in auto-commit mode, so there is no transaction to join, and it is"
                + " closed: begin one with setAutoCommit(false), or use the session without"
                + " joining");
      }
      return with(new JoinedRunner(connection, marks(connections, reach)));
    } catch (SQLException e) {
      throw Failures.translate(e);
    }
  }

  /** The same over another data source. */
  public ScopedExecutor over(DataSource other) {
    return new ScopedExecutor(
        new Connections(other), defaultSchema, schema, binding, runner, given, reach, null);
  }

  private ScopedExecutor with(StatementRunner other) {
    return new ScopedExecutor(
        connections, defaultSchema, schema, binding, other, given, reach, null);
  }

  /**
   * The same with an argument for every statement that takes it, such as the tenant of the scope.
   */
  public ScopedExecutor given(String name, Object value) {
    Arguments all = given.copy();
    all.put(name, value);
    return new ScopedExecutor(
        connections, defaultSchema, schema, binding, runner, all, reach, replica);
  }

  /** The writes of the session that a later read has to see. */
  public Freshness freshness() {
    return reach.now();
  }

  /**
   * The same, but its reads see at least these writes. In a transaction, they see what the
   * transaction sees.
   *
   * @throws IllegalArgumentException if it belongs to another database
   */
  public ScopedExecutor readingAtLeast(Freshness freshness) {
    Reach both = reach.and(freshness);
    return runner instanceof PooledRunner
        ? pooled(connections, defaultSchema, schema, binding, given, both)
        : this;
  }

  /**
   * The cached answers, which may be late; null if each question goes to the database. That is so
   * without a cache, and in a transaction, because a transaction has its own view and changes.
   */
  public @Nullable Answers answers() {
    Caching caching = caching();
    return caching == null ? null : caching.of(schema);
  }

  /** The same of one tenant. */
  public @Nullable Answers answers(UUID tenant) {
    Caching caching = caching();
    return caching == null ? null : caching.of(schema, tenant);
  }

  private @Nullable Caching caching() {
    Caching caching = connections.caching();
    return caching == null
            || !(runner instanceof PooledRunner)
            || connections.comesInHostsTransaction()
        ? null
        : caching;
  }

  /** Whether the session has written nothing and has no freshness that it has to see. */
  public boolean mayReadLate() {
    return reach.now().isAny();
  }

  /** The same, whose reads go to the primary. */
  public ScopedExecutor onPrimary() {
    return new ScopedExecutor(
        connections, defaultSchema, schema, binding, runner, given, reach, null);
  }

  Arguments given() {
    return given;
  }

  /** The schema that statements go to. */
  public String schema() {
    return schema;
  }

  /**
   * Waits for a notification on a connection of its own.
   *
   * @param call the call that waits
   * @param due asked after LISTEN: whether there is no need to wait
   * @return whether a notification came, or there was no need to wait
   */
  public boolean awaitNotification(
      String call, String channel, Duration timeout, ScopedStatement<Boolean> due) {
    try {
      return Notifications.await(
          connections,
          channel,
          timeout,
          connection ->
              PooledRunner.run(
                      connection, due.in(schema, call), binding, NONE, due.row().first(), null)
                  .orElseThrow());
    } catch (SQLException e) {
      throw Failures.translate(e);
    }
  }

  /**
   * A call of a statement. The caller adds its arguments.
   *
   * @param name that of the public method that is called, as {@code ChannelDao.canUse}: it stands
   *     in the text of the statement, and listeners get it
   */
  public <T> Call<T> call(String name, Statements<T> statements) {
    return new Call<>(this, name, false, statements);
  }

  /** A call that writes nothing, and takes no lock that writers take: a replica may answer it. */
  public <T> Call<T> read(String name, Statements<T> statements) {
    return new Call<>(this, name, true, statements);
  }

  <T> T run(Rendered statement, boolean reads, ResultReader<T> reader, Arguments arguments) {
    @Nullable Listening listening = connections.listening();
    if (listening == null) {
      return send(statement, reads, reader, arguments, null);
    }
    AtomicReference<Route> route = new AtomicReference<>(Route.PRIMARY);
    return listening.to(
        statement.call(),
        defaultSchema,
        route,
        reader::rows,
        () -> send(statement, reads, reader, arguments, route));
  }

  private <T> T send(
      Rendered statement,
      boolean reads,
      ResultReader<T> reader,
      Arguments arguments,
      @Nullable AtomicReference<Route> route) {
    try {
      List<String> guard = reads && replica != null ? replica.guard() : null;
      if (guard != null) {
        tell(route, Route.REPLICA);
        T answer = replica.run(statement, binding, guard, arguments, reader);
        if (answer != null) {
          return answer;
        }
        tell(route, Route.FALLBACK);
      }
      T answer = runner.run(statement, binding, arguments, reader);
      if (!reads && connections.replica() == null) {
        // This process has no replica and keeps track of no transactions, but another process may
        // read from a replica.
        reach.lose();
      }
      return answer;
    } catch (SQLException e) {
      LyssException failure = Failures.translate(e);
      if (!reads && failure instanceof UnavailableException) {
        // The write may have been committed all the same.
        reach.lose();
      }
      throw failure instanceof NotMigratedException old
          ? SchemaAge.told(
              old, runner instanceof PooledRunner ? connections : null, defaultSchema, schema)
          : failure;
    }
  }

  private static void tell(@Nullable AtomicReference<Route> listened, Route route) {
    if (listened != null) {
      listened.set(route);
    }
  }

  /** Work in a transaction, with its executor. */
  public interface InTransaction<T, X extends Exception> {
    T run(ScopedExecutor executor) throws X;
  }

  /**
   * Runs statements in one transaction: one of its own, or a part of the host's or of this
   * executor's transaction if there is one. If the work throws, only that part is undone.
   */
  public <T, X extends Exception> T inTransaction(InTransaction<T, X> work) throws X {
    Own<X> own = new Own<>();
    try {
      return runner.inTransaction((connection, inner) -> own.run(() -> work.run(with(inner))));
    } catch (SQLException e) {
      own.rethrow(e);
      throw Failures.translate(e);
    }
  }

  /** Work with jOOQ. */
  public interface WithJooq<T, X extends Exception> {
    T run(DSLContext jooq) throws X;
  }

  /** Runs statements of the caller in the scope, and in a transaction as {@link #inTransaction}. */
  public <T, X extends Exception> T withJooq(WithJooq<T, X> work) throws X {
    Own<X> own = new Own<>();
    try {
      return runner.inTransaction(
          (connection, inner) -> {
            DSLContext jooq =
                DSL.using(
                    connection,
                    SQLDialect.POSTGRES,
                    ScopedStatement.settings(defaultSchema, schema));
            if (connections.replica() == null) {
              reach.lose();
            }
            return inner.bound(binding, () -> own.run(() -> work.run(jooq)));
          });
    } catch (SQLException e) {
      own.rethrow(e);
      throw Failures.translate(e);
    }
  }

  /** Distinguishes an SQLException that the caller's work throws from one of the connection. */
  private static final class Own<X extends Exception> {
    private @Nullable Exception thrown;

    <T> T run(Transactions.Work<T, X> work) throws SQLException, X {
      try {
        return work.run();
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
}

package io.lyss.dao.session;

import io.lyss.dao.Scope;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.internal.ScopedExecutor;
import java.sql.Connection;
import java.util.function.BiFunction;
import org.jooq.DSLContext;

/**
 * The calls that a database offers, in one scope. Each call is one round trip and one transaction,
 * unless it runs {@linkplain #inTransaction in a transaction} with others or {@linkplain #joining
 * joins} one of the host.
 *
 * <p>Thread-safe; in a transaction, one thread at a time.
 *
 * @param <C> the scopes of that database
 * @param <S> the session itself
 */
public abstract class Session<C extends Scope, S extends Session<C, S>> {

  private final C scope;
  private final ScopedExecutor executor;
  private final BiFunction<C, ScopedExecutor, S> same;

  /**
   * For LYSS's own sessions.
   *
   * @param same makes a session of the same kind
   */
  protected Session(C scope, ScopedExecutor executor, BiFunction<C, ScopedExecutor, S> same) {
    this.scope = scope;
    this.executor = executor;
    this.same = same;
  }

  /** The scope of this session. */
  public final C scope() {
    return scope;
  }

  /** Partitions and sizes of this database, for its operators; in a system scope. */
  public final StorageDao storage() {
    return new StorageDao(executor);
  }

  /** The jobs of this database, for its operators; in a system scope. */
  public JobDao maintenance() {
    return new JobDao(executor);
  }

  /** Work on a session, which may fail with an exception of its own. */
  @FunctionalInterface
  public interface Work<S, T, X extends Exception> {
    T run(S session) throws X;
  }

  /** The same without an answer. */
  @FunctionalInterface
  public interface VoidWork<S, X extends Exception> {
    void run(S session) throws X;
  }

  /** Work with jOOQ, which may fail with an exception of its own. */
  @FunctionalInterface
  public interface JooqWork<T, X extends Exception> {
    T run(DSLContext jooq) throws X;
  }

  /**
   * Runs several calls as one transaction: committed if the work returns, rolled back if it throws.
   *
   * @param work what to run, with the session that it is given
   * @throws X what the work throws, as it is
   * @throws LyssException if the transaction could not begin or commit
   * @throws IllegalStateException if this session is in a transaction already
   */
  public final <T, X extends Exception> T inTransaction(Work<S, T, X> work) throws X {
    return executor.inTransaction(inner -> work.run(same.apply(scope, inner)));
  }

  /** {@link #inTransaction} for work without an answer. */
  public final <X extends Exception> void useTransaction(VoidWork<S, X> work) throws X {
    this.<Boolean, X>inTransaction(
        session -> {
          work.run(session);
          return true;
        });
  }

  /**
   * The same scope in a transaction that the host has begun and will end. Each call binds the scope
   * and restores the role and the settings that were set when the session joined, so the host's own
   * statements in between run as they would without LYSS.
   *
   * <p>After a failure PostgreSQL refuses all statements until the host rolls back the transaction,
   * or to a savepoint.
   *
   * @param connection the host's connection, not in auto-commit mode
   * @throws IllegalArgumentException if the connection is in auto-commit mode
   */
  public final S joining(Connection connection) {
    return same.apply(scope, executor.joining(connection));
  }

  /**
   * Runs statements that no DAO has, written with jOOQ, in this scope and in a transaction of their
   * own. The generated tables are in the package {@code jooq} of each database. Row-level security
   * applies as everywhere; jOOQ's exceptions are not translated.
   *
   * @throws X what the work throws, as it is
   * @throws IllegalStateException if this session is in a transaction already
   */
  public final <T, X extends Exception> T withJooq(JooqWork<T, X> work) throws X {
    return executor.withJooq(work::run);
  }
}

package io.lyss.dao.session;

import static io.lyss.dao.session.jooq.Tables.PERSONAL_DATA;

import io.lyss.dao.Freshness;
import io.lyss.dao.Scope;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.error.RetryableException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
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

  /** The most attempts of a transaction. */
  public static final int MAX_ATTEMPTS = 10;

  private static final RowType<PersonalColumn> PERSONAL_COLUMN =
      RowType.builder(PersonalColumn.class, PERSONAL_DATA)
          .column("table", PERSONAL_DATA.TABLE_NAME)
          .column("column", PERSONAL_DATA.COLUMN_NAME)
          .build();

  private static final ScopedStatement<PersonalColumn> PERSONAL_COLUMNS =
      Common.statement(PERSONAL_COLUMN, () -> FunctionCall.of(PERSONAL_DATA).rows(PERSONAL_COLUMN));

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

  /**
   * The writes of this session that a later session has to {@linkplain #readingAtLeast see at
   * least}. Its own reads see them anyway.
   *
   * <p>A service without a replica does not keep track of its writes: after a write this is {@link
   * Freshness#PRIMARY}. A write in a transaction of the host counts before that transaction ends.
   */
  public final Freshness freshness() {
    return executor.freshness();
  }

  /**
   * The same session, but its reads see at least what another session has written. A replica that
   * has not replayed it yet is not used.
   *
   * @param freshness the other session's {@link #freshness()}
   * @throws IllegalArgumentException if it belongs to another database
   */
  public final S readingAtLeast(Freshness freshness) {
    return same.apply(scope, executor.readingAtLeast(freshness));
  }

  /** Partitions and sizes of this database, for its operators; in a system scope. */
  public final StorageDao storage() {
    return new StorageDao(executor);
  }

  /** The jobs of this database, for its operators; in a system scope. */
  public final JobDao jobs() {
    return new JobDao(executor);
  }

  /**
   * Each column of each table of this database: whether it is about a person, and what erasing a
   * person does to it.
   */
  public final List<PersonalColumn> personalColumns() {
    return executor.read("Session.personalColumns", PERSONAL_COLUMNS).list();
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
   * Inside a transaction, of this session or of the host, it is a part of that one: if the work
   * throws, only this part is undone; otherwise it ends as the whole transaction does.
   *
   * @param work what to run; it gets the session of the transaction
   * @throws X what the work throws, unchanged
   * @throws LyssException if the transaction could not begin or commit
   */
  public final <T, X extends Exception> T inTransaction(Work<S, T, X> work) throws X {
    return executor.inTransaction(inner -> work.run(same.apply(scope, inner)));
  }

  /**
   * The same, but after a {@link RetryableException} the whole is repeated, after a random pause
   * that grows with each attempt. Inside a transaction only this part is repeated, which helps
   * after a deadlock, but not after a serialization failure.
   *
   * @param attempts how often at most, from 1 to {@value #MAX_ATTEMPTS}
   * @param work what to run, each time anew
   * @throws X what the work throws, unchanged
   * @throws RetryableException if the last attempt threw it
   * @throws IllegalArgumentException if the number of attempts is out of bounds
   */
  public final <T, X extends Exception> T inTransaction(int attempts, Work<S, T, X> work) throws X {
    if (attempts < 1 || attempts > MAX_ATTEMPTS) {
      throw new IllegalArgumentException(
          "attempts is from 1 to " + MAX_ATTEMPTS + ", not " + attempts);
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return inTransaction(work);
      } catch (RetryableException e) {
        if (attempt == attempts || !pause(attempt)) {
          throw e;
        }
      }
    }
  }

  /** Waits before the next attempt; returns whether the pause ended by itself. */
  private static boolean pause(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(10L << attempt));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * {@link #inTransaction(Work)} for work without checked exceptions, for languages that cannot
   * infer from a lambda what it throws: {@code session.transact { it.users().get(7) }} in Kotlin.
   */
  public final <T> T transact(Function<? super S, ? extends T> work) {
    return this.<T, RuntimeException>inTransaction(work::apply);
  }

  /** {@link #inTransaction(Work)} for work without an answer. */
  public final <X extends Exception> void useTransaction(VoidWork<S, X> work) throws X {
    this.<Boolean, X>inTransaction(
        session -> {
          work.run(session);
          return true;
        });
  }

  /**
   * The same scope in a transaction that the host has begun and will end. Each call binds the scope
   * and restores the role and the settings that it found, so the host's own statements in between
   * run as they would without LYSS.
   *
   * <p>After a failure PostgreSQL refuses all statements until the host rolls back the transaction
   * or returns to a savepoint.
   *
   * @param connection the host's connection, not in auto-commit mode; the host closes it
   * @throws IllegalArgumentException if the connection is in auto-commit mode. Then LYSS closes it:
   *     nothing is lost with it, and a host that took it from its pool in the same expression could
   *     not close it
   */
  public final S joining(Connection connection) {
    return same.apply(scope, executor.joining(connection));
  }

  /**
   * Runs statements that no DAO offers, written with jOOQ, in this scope and in a transaction like
   * {@link #inTransaction}. The generated tables are in the package {@code jooq} of each database.
   * Row-level security applies as usual; jOOQ's exceptions are not translated.
   *
   * <p>It does not protect against the statements themselves: a statement may set each role that is
   * granted to the login, so grant the application's login no more than it needs. What a statement
   * leaves on the connection (settings, a role, cursors, locks, temporary tables) is discarded
   * before the pool gets it back; in a transaction of the host, that is up to the host.
   *
   * @throws X what the work throws, unchanged
   */
  public final <T, X extends Exception> T withJooq(JooqWork<T, X> work) throws X {
    return executor.withJooq(work::run);
  }
}

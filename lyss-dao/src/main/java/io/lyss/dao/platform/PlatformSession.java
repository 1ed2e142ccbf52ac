package io.lyss.dao.platform;

import io.lyss.dao.Scope;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.internal.ScopedExecutor;
import java.sql.Connection;
import org.jooq.DSLContext;

/**
 * What can be asked and done in one scope. Each call is one round trip and one transaction, unless
 * it runs {@linkplain #inTransaction in a transaction} with others or {@linkplain #joining joins}
 * one of the host's.
 *
 * <p>Thread-safe; in a transaction, one thread at a time.
 */
public final class PlatformSession {

  private final Scope scope;
  private final ScopedExecutor executor;

  PlatformSession(Scope scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /** Who is asking. */
  public Scope scope() {
    return scope;
  }

  public UserDao users() {
    return new UserDao(executor);
  }

  public ProviderDao providers() {
    return new ProviderDao(scope, executor);
  }

  public DistributionDao distributions() {
    return new DistributionDao(scope, executor);
  }

  public ConversationDao conversations() {
    return new ConversationDao(scope, executor);
  }

  public MessageDao messages() {
    return new MessageDao(scope, executor);
  }

  public UsageDao usage() {
    return new UsageDao(executor);
  }

  public AuditDao audit() {
    return new AuditDao(scope, executor);
  }

  public MaintenanceDao maintenance() {
    return new MaintenanceDao(executor);
  }

  /** Work on a session, which may fail with an exception of its own. */
  @FunctionalInterface
  public interface Work<T, X extends Exception> {
    T run(PlatformSession session) throws X;
  }

  /** The same without an answer. */
  @FunctionalInterface
  public interface VoidWork<X extends Exception> {
    void run(PlatformSession session) throws X;
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
  public <T, X extends Exception> T inTransaction(Work<T, X> work) throws X {
    return executor.inTransaction(inner -> work.run(new PlatformSession(scope, inner)));
  }

  /** {@link #inTransaction} for work without an answer. */
  public <X extends Exception> void useTransaction(VoidWork<X> work) throws X {
    this.<Boolean, X>inTransaction(
        session -> {
          work.run(session);
          return true;
        });
  }

  /**
   * The same scope in a transaction that the host has begun and will end. Each call brings the
   * scope along and puts back the role and the settings that it found when it joined, so the host's
   * own statements in between run as they would without LYSS.
   *
   * <p>After a failure PostgreSQL refuses everything until the host rolls back, to a savepoint or
   * whole.
   *
   * @param connection the host's connection, not in auto-commit mode
   * @throws IllegalArgumentException if the connection is in auto-commit mode
   */
  public PlatformSession joining(Connection connection) {
    return new PlatformSession(scope, executor.joining(connection));
  }

  /**
   * The way out, for what no DAO says: any statement of jOOQ, in this scope and in a transaction of
   * its own. The generated tables are in {@code io.lyss.dao.platform.jooq}. Row-level security
   * judges it like all else; jOOQ's exceptions come as they are.
   *
   * @throws X what the work throws, as it is
   * @throws IllegalStateException if this session is in a transaction already
   */
  public <T, X extends Exception> T withJooq(JooqWork<T, X> work) throws X {
    return executor.withJooq(work::run);
  }
}

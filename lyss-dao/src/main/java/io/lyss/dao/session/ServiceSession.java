package io.lyss.dao.session;

import io.lyss.dao.Scope;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * What can be asked and done in one scope of a database that tenants share.
 *
 * @param <S> the session itself
 */
public abstract class ServiceSession<S extends ServiceSession<S>>
    extends Session<Scope.OfService, S> {

  private final ScopedExecutor executor;

  /** For LYSS's own sessions. */
  protected ServiceSession(
      Scope.OfService scope,
      ScopedExecutor executor,
      BiFunction<Scope.OfService, ScopedExecutor, S> same) {
    super(scope, executor, same);
    this.executor = executor;
  }

  /** What has happened in this database, for others to learn of. */
  public final EventDao events() {
    return new EventDao(executor);
  }

  /**
   * Does something about an event of another database, unless it was done before: that it is done
   * is entered in the same transaction. A second delivery at the same time waits for the first.
   *
   * @param consumer who does it; each consumer does it once. 1 to 100 characters
   * @param work what to do, with the session that it is given
   * @return whether it was done now; false if it had been done before
   * @throws X what the work throws, as it is; then the event is not entered
   * @throws IllegalStateException if this session is in a transaction already
   */
  public final <X extends Exception> boolean once(String consumer, Event event, VoidWork<S, X> work)
      throws X {
    return this.<Boolean, X>inTransaction(
        session -> {
          if (!session.events().consume(consumer, event)) {
            return false;
          }
          work.run(session);
          return true;
        });
  }

  /**
   * The tenant of this session.
   *
   * @param what the call that is about it, for the message
   * @throws ScopeDeniedException in a system scope, which has none
   */
  protected final UUID tenant(String what) {
    if (scope() instanceof Scope.Tenant tenant) {
      return tenant.tenantId();
    }
    throw new ScopeDeniedException(
        what + "() is about the tenant of the scope, and a system scope has none: name one", null);
  }

  /**
   * Refuses what is nobody's in a tenant.
   *
   * @param what the call, for the message
   * @throws ScopeDeniedException in a tenant's scope
   */
  protected final void requireSystem(String what) {
    if (scope() instanceof Scope.Tenant) {
      throw new ScopeDeniedException(
          what + "() is system work: ask for it in a system scope, not in a tenant's", null);
    }
  }

  /**
   * The user of this session.
   *
   * @param what the call that is about their own, for the message
   * @throws ScopeDeniedException in a system scope, which has none
   */
  protected final Scope.Tenant user(String what) {
    if (scope() instanceof Scope.Tenant tenant) {
      return tenant;
    }
    throw new ScopeDeniedException(
        what
            + "() is about what is a user's own: ask for it in a session as that user, not in a"
            + " system scope",
        null);
  }
}

package io.lyss.dao.session;

import io.lyss.dao.Scope;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * A session of a database that tenants share. It has the calls that all such databases offer.
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

  /** The outbox of this database, from which others learn of its changes. */
  public final EventDao events() {
    return new EventDao(executor);
  }

  /** What this database stores about persons, and its erasure. */
  public final PersonalDataDao personalData() {
    return new PersonalDataDao(executor);
  }

  /** The audit log of the scope's tenant in this database. */
  public final AuditDao audit() {
    return audit(tenant("audit"));
  }

  /**
   * The audit log of a tenant, or of the {@linkplain Service#PLATFORM platform}; in a system scope.
   */
  public final AuditDao audit(UUID tenantId) {
    return new AuditDao(tenantId, scope(), executor);
  }

  /**
   * Runs the work for an event of another database, unless this consumer has done so before. Work
   * and record are one transaction. A second delivery at the same time waits for the first.
   *
   * @param consumer the name of the handler; each handles an event once. 1 to 100 characters
   * @param work what to run; it gets the session of the transaction
   * @return whether the work ran; false if it ran before
   * @throws X what the work throws, unchanged; then nothing is recorded
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
   * @param what the call that needs a tenant, for the message
   * @throws ScopeDeniedException in a system scope, which has none
   */
  protected final UUID tenant(String what) {
    if (scope() instanceof Scope.TenantUser tenant) {
      return tenant.tenantId();
    }
    throw new ScopeDeniedException(
        what + "() is about the tenant of the scope, and a system scope has none: name one", null);
  }

  /**
   * Refuses a call that no user of a tenant may make.
   *
   * @param what the call, for the message
   * @throws ScopeDeniedException in a tenant's scope
   */
  protected final void requireSystem(String what) {
    if (scope() instanceof Scope.TenantUser) {
      throw new ScopeDeniedException(
          what + "() is system work: ask for it in a system scope, not in a tenant's", null);
    }
  }

  /**
   * The user of this session.
   *
   * @param what the call that needs a user, for the message
   * @throws ScopeDeniedException in a system scope, which has none
   */
  protected final Scope.TenantUser user(String what) {
    if (scope() instanceof Scope.TenantUser tenant) {
      return tenant;
    }
    throw new ScopeDeniedException(
        what
            + "() is about what is a user's own: ask for it in a session as that user, not in a"
            + " system scope",
        null);
  }
}

package io.lyss.dao.session;

import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * A session of a database that gets the state of tenants from the user database.
 *
 * @param <S> the session itself
 */
public abstract class FollowingSession<S extends FollowingSession<S>> extends ServiceSession<S> {

  private final ScopedStatement<Boolean> acceptTenant;
  private final ScopedExecutor executor;

  /** For LYSS's own sessions. */
  protected FollowingSession(
      Scope.OfService scope,
      ScopedExecutor executor,
      BiFunction<Scope.OfService, ScopedExecutor, S> same,
      ScopedStatement<Boolean> acceptTenant) {
    super(scope, executor, same);
    this.acceptTenant = acceptTenant;
    this.executor = executor;
  }

  /**
   * Accepts the state of a tenant from the user database; in a system scope. The users of a
   * suspended or deleted tenant can then only read here. A tenant without a reported state is
   * active. Idempotent: states may come again and in any order, because one that is not later than
   * the stored one changes nothing.
   *
   * @param state the payload of an event {@code tenant.*}
   * @return whether it was later than the stored one
   * @throws ConstraintException if the state is no such payload
   * @throws ScopeDeniedException in a tenant's scope
   */
  public final boolean acceptTenant(UUID tenantId, Json state) {
    return executor
        .call("FollowingSession.acceptTenant", acceptTenant)
        .with("tenant_id", tenantId)
        .with("state", state)
        .one();
  }
}

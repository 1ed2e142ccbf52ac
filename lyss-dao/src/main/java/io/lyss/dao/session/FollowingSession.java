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
 * A session of a database that is told of tenants by the user database.
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
   * Takes over what the user database says of a tenant; in a system scope. From then on the users
   * of a suspended or deleted tenant read here and write nothing; a tenant of which nothing was
   * told is active. Idempotent: states may come again and in any order, as one that is not later
   * than what is here changes nothing.
   *
   * @param state the payload of an event {@code tenant.*}
   * @return whether it was later than what was here
   * @throws ConstraintException if it is anything else
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

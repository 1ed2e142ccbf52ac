package io.lyss.dao.shared;

import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.session.FollowingSession;
import io.lyss.dao.shared.jooq.Tables;
import io.lyss.dao.shared.jooq.routines.AcceptTenant;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The DAOs of the shared service in one scope. */
public final class SharedSession extends FollowingSession<SharedSession> {

  private static final ScopedStatement<Boolean> ACCEPT_TENANT =
      SharedService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new AcceptTenant()).value());

  private static final ScopedStatement<Instant> REPUBLISH =
      SharedService.statement(
          RowType.value(Instant.class), () -> FunctionCall.of(Tables.REPUBLISH).value());

  private final ScopedExecutor executor;

  SharedSession(Scope.OfService scope, ScopedExecutor executor) {
    super(scope, executor, SharedSession::new, ACCEPT_TENANT);
    this.executor = executor;
  }

  /** The permissions that exist. */
  public PermissionDefinitionDao permissionDefinitions() {
    return new PermissionDefinitionDao(executor);
  }

  /** The permissions of the current user, and of others of the tenant. */
  public PermissionDao permissions() {
    return permissions(tenant("permissions"));
  }

  /** The permissions of the users of a tenant; in a system scope. */
  public PermissionDao permissions(UUID tenantId) {
    return new PermissionDao(tenantId, this::user, executor);
  }

  /** The roles of the scope's tenant. */
  public RoleDao roles() {
    return roles(tenant("roles"));
  }

  /** The roles of a tenant; in a system scope. */
  public RoleDao roles(UUID tenantId) {
    return new RoleDao(tenantId, executor);
  }

  /** The settings of the scope's tenant. */
  public SettingDao settings() {
    return settings(tenant("settings"));
  }

  /** The settings of a tenant, or of the {@link SharedService#PLATFORM}; in a system scope. */
  public SettingDao settings(UUID tenantId) {
    return new SettingDao(tenantId, executor);
  }

  /** The prices that the scope's tenant pays. */
  public PriceDao prices() {
    return prices(tenant("prices"));
  }

  /**
   * The prices that a tenant pays, or those of the {@link SharedService#PLATFORM}; in a system
   * scope.
   */
  public PriceDao prices(UUID tenantId) {
    return new PriceDao(tenantId, executor);
  }

  /**
   * Publishes again the prices of models, for a service that was restored from a backup or was
   * added later; in a system scope. Go on with what it returns until that is empty; {@code
   * Relay.republish} does so. Events carry the times of the changes, so a receiver that knows a
   * change, or a later one, does nothing.
   *
   * @param since what was changed before was heard of, as in the backup: its time, or {@link
   *     Instant#EPOCH}
   * @param limit how many lists of prices at most, or a few more that were changed at one time;
   *     such as 1000
   * @return the time to go on since, in a transaction of its own; empty if no more are left
   * @throws ConstraintException if the limit is less than 1
   * @throws ScopeDeniedException in any other scope, an administrator's included
   */
  public Optional<Instant> republish(Instant since, int limit) {
    return executor
        .call("SharedSession.republish", REPUBLISH)
        .with("since", since)
        .with("limit", limit)
        .find();
  }
}

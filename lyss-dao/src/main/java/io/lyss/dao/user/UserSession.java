package io.lyss.dao.user;

import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.session.ServiceSession;
import io.lyss.dao.user.jooq.Tables;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The DAOs of the user service in one scope. */
public final class UserSession extends ServiceSession<UserSession> {

  private static final ScopedStatement<Instant> REPUBLISH =
      UserService.statement(
          RowType.value(Instant.class), () -> FunctionCall.of(Tables.REPUBLISH).value());

  private final ScopedExecutor executor;

  UserSession(Scope.OfService scope, ScopedExecutor executor) {
    super(scope, executor, UserSession::new);
    this.executor = executor;
  }

  /** The tenants. */
  public TenantDao tenants() {
    return new TenantDao(executor);
  }

  /** The users of the scope's tenant. */
  public UserDao users() {
    return users(tenant("users"));
  }

  /** The users of a tenant; in a system scope. */
  public UserDao users(UUID tenantId) {
    return new UserDao(tenantId, executor);
  }

  /** The groups of the scope's tenant. */
  public GroupDao groups() {
    return groups(tenant("groups"));
  }

  /** The groups of a tenant; in a system scope. */
  public GroupDao groups(UUID tenantId) {
    return new GroupDao(tenantId, executor);
  }

  /**
   * The calls of the host's authentication; in a system scope.
   *
   * @throws ScopeDeniedException in a tenant's scope
   */
  public LoginDao logins() {
    requireSystem("logins");
    return new LoginDao(executor);
  }

  /**
   * Publishes again what other services store of tenants, users and groups, for a service that was
   * restored from a backup or added later; in a system scope. Call it with the returned time until
   * that is empty; {@code Relay.republish} does so. The events carry the times of the changes, so a
   * service that knows the same or a later change ignores them.
   *
   * @param since the time of the backup: earlier changes are not published; {@link Instant#EPOCH}
   *     for all
   * @param limit how many events at most, such as 1000; a few more if several were changed at the
   *     same time
   * @return the time for the next call, which needs a transaction of its own; empty if none are
   *     left
   * @throws ConstraintException if the limit is less than 1
   * @throws ScopeDeniedException in any other scope, an administrator's included
   */
  public Optional<Instant> republish(Instant since, int limit) {
    return executor
        .call("UserSession.republish", REPUBLISH)
        .with("since", since)
        .with("limit", limit)
        .find();
  }
}

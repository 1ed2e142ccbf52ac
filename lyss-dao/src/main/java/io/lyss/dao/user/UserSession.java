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
   * What the host's authentication asks; in a system scope.
   *
   * @throws ScopeDeniedException in a tenant's scope
   */
  public LoginDao logins() {
    requireSystem("logins");
    return new LoginDao(executor);
  }

  /**
   * Publishes again what others keep of tenants, users and groups, for a service that was restored
   * from a backup or was added later; in a system scope. Go on with what it returns until that is
   * empty; {@code Relay.republish} does so. Events carry the times at which it became so, so
   * whoever knows it, or more, changes nothing.
   *
   * @param since what was changed before was heard of, as in the backup: its time, or {@link
   *     Instant#EPOCH}
   * @param limit how many of them at most, or a few more that were changed at one time; such as
   *     1000
   * @return the time to go on since, in a transaction of its own; empty if no more are left
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

package io.lyss.dao.user;

import io.lyss.dao.Scope;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.session.ServiceSession;
import java.util.UUID;

/** The DAOs of the user service in one scope. */
public final class UserSession extends ServiceSession<UserSession> {

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
    return new GroupDao(scope(), tenantId, executor);
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
}

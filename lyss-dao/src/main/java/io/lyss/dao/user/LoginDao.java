package io.lyss.dao.user;

import static io.lyss.dao.user.jooq.Tables.FIND_LOGIN;
import static io.lyss.dao.user.jooq.Tables.LOGIN_SCOPE;

import io.lyss.dao.Scope;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.user.jooq.routines.RecordLogin;
import java.util.Optional;
import java.util.UUID;

/**
 * The calls of the host's authentication, before there is a tenant's scope; in a system scope. All
 * other scopes are refused, even that of an administrator of the platform.
 */
public final class LoginDao {

  private static final RowType<Login> LOGIN = RowType.of(Login.class, FIND_LOGIN);

  private static final ScopedStatement<Login> FIND =
      UserService.statement(LOGIN, () -> FunctionCall.of(FIND_LOGIN).rows(LOGIN));

  private static final RowType<Scope.TenantUser> MADE =
      RowType.of(Scope.TenantUser.class, LOGIN_SCOPE);

  private static final ScopedStatement<Scope.TenantUser> SCOPE =
      UserService.statement(MADE, () -> FunctionCall.of(LOGIN_SCOPE).rows(MADE));

  private static final ScopedStatement<Boolean> RECORD =
      UserService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new RecordLogin()).value());

  private final ScopedExecutor executor;

  LoginDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * The user that a login names.
   *
   * @param slug the tenant's slug
   * @param email the user's address, in any case
   */
  public Optional<Login> find(String slug, String email) {
    return executor.read("LoginDao.find", FIND).with("slug", slug).with("email", email).find();
  }

  /**
   * The scope of a user, with the user's current role and groups. Services trust the scope that
   * they are given; this call is where the host gets it.
   *
   * @throws NotFoundException if there is no such user
   * @throws ScopeDeniedException if user or tenant is not active
   */
  public Scope.TenantUser scope(UUID tenantId, UUID userId) {
    return executor
        .read("LoginDao.scope", SCOPE)
        .with("tenant_id", tenantId)
        .with("id", userId)
        .find()
        .orElseThrow(() -> notFound(userId));
  }

  /**
   * Records that a user has logged in now.
   *
   * @throws NotFoundException if there is no such user
   */
  public void record(UUID tenantId, UUID userId) {
    if (!executor
        .call("LoginDao.record", RECORD)
        .with("tenant_id", tenantId)
        .with("id", userId)
        .one()) {
      throw notFound(userId);
    }
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("user", id);
  }
}

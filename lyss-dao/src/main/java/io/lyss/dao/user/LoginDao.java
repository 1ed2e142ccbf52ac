package io.lyss.dao.user;

import static io.lyss.dao.user.jooq.Tables.TENANTS;
import static io.lyss.dao.user.jooq.Tables.USERS;
import static io.lyss.dao.user.jooq.Tables.USER_GROUP_MEMBERS;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the host's authentication asks before there is a scope; in a system scope. In a tenant's it
 * fails with {@link ScopeDeniedException}.
 */
public final class LoginDao {

  private static final ScopedStatement FIND =
      UserService.statement(
          () ->
              select(USERS.TENANT_ID, USERS.ID, USERS.PASSWORD_HASH, TENANTS.STATUS, USERS.STATUS)
                  .from(TENANTS)
                  .join(USERS)
                  .on(USERS.TENANT_ID.eq(TENANTS.ID))
                  .where(TENANTS.SLUG.eq(Sql.textArg(1)))
                  .and(USERS.EMAIL_LOWER.eq(lower(Sql.textArg(2)))));

  private static final ScopedStatement SCOPE =
      UserService.statement(
          () ->
              select(
                      USERS.STATUS,
                      USERS.ROLE,
                      array(
                          select(USER_GROUP_MEMBERS.GROUP_ID)
                              .from(USER_GROUP_MEMBERS)
                              .where(USER_GROUP_MEMBERS.TENANT_ID.eq(USERS.TENANT_ID))
                              .and(USER_GROUP_MEMBERS.USER_ID.eq(USERS.ID))))
                  .from(USERS)
                  .where(USERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USERS.ID.eq(Sql.uuidArg(2))));

  private static final ScopedStatement RECORD =
      UserService.statement(
          () ->
              update(USERS)
                  .set(USERS.LAST_LOGIN_AT, currentInstant())
                  .where(USERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USERS.ID.eq(Sql.uuidArg(2))));

  private final ScopedExecutor executor;

  LoginDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Whom a login means.
   *
   * @param slug the tenant's handle
   * @param email an address, in any case
   */
  public Optional<Login> find(String slug, String email) {
    return executor.find(FIND, Login::read, slug, email);
  }

  /**
   * The scope of a user, with the role and the groups that they have now. A service trusts the
   * scope that it is handed; this is where a host gets it.
   *
   * @throws NotFoundException if there is no such user
   * @throws ScopeDeniedException if the user may not log in
   */
  public Scope.Tenant scope(UUID tenantId, UUID userId) {
    return executor
        .find(
            SCOPE,
            row -> {
              UserStatus status = Sql.constant(UserStatus.class, row.nextString());
              if (status != UserStatus.ACTIVE) {
                throw new ScopeDeniedException(
                    "The user " + userId + " is " + Sql.column(status) + " and may not log in",
                    null);
              }
              TenantRole role = Sql.constant(TenantRole.class, row.nextString());
              return new Scope.Tenant(tenantId, userId, Set.copyOf(row.nextUuids()), role);
            },
            tenantId,
            userId)
        .orElseThrow(() -> new NotFoundException("user", userId));
  }

  /**
   * Notes that somebody has logged in now.
   *
   * @throws NotFoundException if there is no such user
   */
  public void record(UUID tenantId, UUID userId) {
    if (executor.execute(RECORD, tenantId, userId) == 0) {
      throw new NotFoundException("user", userId);
    }
  }
}

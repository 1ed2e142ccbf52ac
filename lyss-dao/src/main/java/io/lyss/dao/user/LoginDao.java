package io.lyss.dao.user;

import static io.lyss.dao.user.jooq.Tables.TENANTS;
import static io.lyss.dao.user.jooq.Tables.USERS;
import static io.lyss.dao.user.jooq.Tables.USER_GROUP_MEMBERS;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import io.lyss.dao.Scope;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/** What the host's authentication asks before there is a tenant's scope; in a system scope. */
public final class LoginDao {

  private record Candidate(UserStatus status, Scope.Tenant scope) {}

  private static final RowType<Login> LOGIN =
      RowType.builder(Login.class, USERS)
          .column("userId", USERS.ID)
          .column("tenantStatus", TENANTS.STATUS)
          .column("userStatus", USERS.STATUS)
          .build();

  private static final RowType<Candidate> CANDIDATE =
      RowType.builder(Candidate.class, USERS)
          .column("userId", USERS.ID)
          .column(
              "groupIds",
              array(
                  select(USER_GROUP_MEMBERS.GROUP_ID)
                      .from(USER_GROUP_MEMBERS)
                      .where(USER_GROUP_MEMBERS.TENANT_ID.eq(USERS.TENANT_ID))
                      .and(USER_GROUP_MEMBERS.USER_ID.eq(USERS.ID))))
          .build();

  private static final Condition THIS = Sql.is(USERS.TENANT_ID).and(Sql.is(USERS.ID));

  private static final ScopedStatement<Login> FIND =
      UserService.statement(
          LOGIN,
          () ->
              select(LOGIN.columns())
                  .from(TENANTS)
                  .join(USERS)
                  .on(USERS.TENANT_ID.eq(TENANTS.ID))
                  .where(Sql.is(TENANTS.SLUG))
                  .and(USERS.EMAIL_LOWER.eq(Sql.foldedArg(USERS.EMAIL))));

  private static final ScopedStatement<Candidate> SCOPE =
      UserService.statement(CANDIDATE, () -> select(CANDIDATE.columns()).from(USERS).where(THIS));

  private static final ScopedStatement<UUID> RECORD =
      UserService.statement(
          RowType.value(UUID.class),
          () ->
              update(USERS)
                  .set(USERS.LAST_LOGIN_AT, Sql.transactionTime())
                  .where(THIS)
                  .returningResult(USERS.ID));

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
    return executor.call(FIND).with("slug", slug).with("email", email).find();
  }

  /**
   * The scope of a user, with the user's current role and groups. A service trusts the scope that
   * it is given; the host gets it here.
   *
   * @throws NotFoundException if there is no such user
   * @throws ScopeDeniedException if the user may not log in
   */
  public Scope.Tenant scope(UUID tenantId, UUID userId) {
    Candidate user =
        executor
            .call(SCOPE)
            .with("tenant_id", tenantId)
            .with("id", userId)
            .find()
            .orElseThrow(() -> notFound(userId));
    if (user.status != UserStatus.ACTIVE) {
      throw new ScopeDeniedException(
          "The user " + userId + " is " + Sql.column(user.status) + " and may not log in", null);
    }
    return user.scope;
  }

  /**
   * Records that a user has logged in now.
   *
   * @throws NotFoundException if there is no such user
   */
  public void record(UUID tenantId, UUID userId) {
    executor
        .call(RECORD)
        .with("tenant_id", tenantId)
        .with("id", userId)
        .find()
        .orElseThrow(() -> notFound(userId));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("user", id);
  }
}

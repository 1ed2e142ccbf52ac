package io.lyss.dao.user;

import static io.lyss.dao.user.jooq.Tables.CREATE_USER;
import static io.lyss.dao.user.jooq.Tables.SET_USER_ROLE;
import static io.lyss.dao.user.jooq.Tables.SET_USER_STATUS;
import static io.lyss.dao.user.jooq.Tables.USERS;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;

/**
 * The users of one tenant. End users find themselves; an administrator of the tenant and system
 * work find and change all. Role, status and creation are published as events {@code user.*} with
 * the key {@code user:<id>}.
 */
public final class UserDao {

  private static Field<?>[] columns(Table<?> table) {
    return new Field<?>[] {
      table.field(USERS.TENANT_ID),
      table.field(USERS.ID),
      table.field(USERS.EMAIL),
      table.field(USERS.USERNAME),
      table.field(USERS.FULL_NAME),
      table.field(USERS.AVATAR_URL),
      table.field(USERS.STATUS),
      table.field(USERS.ROLE),
      table.field(USERS.EMAIL_VERIFIED),
      table.field(USERS.LAST_LOGIN_AT),
      table.field(USERS.CREATED_AT),
      table.field(USERS.UPDATED_AT)
    };
  }

  private static Select<?> all(Table<?> table) {
    return select(columns(table)).from(table);
  }

  private static final ScopedStatement CREATE =
      UserService.statement(
          () ->
              all(
                  CREATE_USER.call(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.textArg(3),
                      Sql.textArg(4),
                      Sql.textArg(5),
                      Sql.textArg(6),
                      Sql.textArg(7),
                      Sql.textArg(8))));

  private static final ScopedStatement FIND =
      UserService.statement(
          () ->
              select(columns(USERS))
                  .from(USERS)
                  .where(USERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USERS.ID.eq(Sql.uuidArg(2))));

  private static final ScopedStatement FIND_BY_EMAIL =
      UserService.statement(
          () ->
              select(columns(USERS))
                  .from(USERS)
                  .where(USERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USERS.EMAIL_LOWER.eq(lower(Sql.textArg(2)))));

  private static final ScopedStatement LIST =
      UserService.statement(
          () ->
              select(columns(USERS))
                  .from(USERS)
                  .where(USERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USERS.ID.gt(Sql.uuidArg(2)))
                  .orderBy(USERS.ID)
                  .limit(Sql.intArg(3)));

  private static final ScopedStatement SET_PROFILE =
      UserService.statement(
          () ->
              update(USERS)
                  .set(USERS.USERNAME, Sql.textArg(3))
                  .set(USERS.FULL_NAME, Sql.textArg(4))
                  .set(USERS.AVATAR_URL, Sql.textArg(5))
                  .where(USERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USERS.ID.eq(Sql.uuidArg(2)))
                  .returningResult(columns(USERS)));

  private static final ScopedStatement SET_EMAIL =
      UserService.statement(
          () ->
              update(USERS)
                  .set(USERS.EMAIL, Sql.textArg(3))
                  .where(USERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USERS.ID.eq(Sql.uuidArg(2)))
                  .returningResult(columns(USERS)));

  private static final ScopedStatement VERIFY_EMAIL =
      UserService.statement(
          () ->
              update(USERS)
                  .set(USERS.EMAIL_VERIFIED, true)
                  .where(USERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USERS.ID.eq(Sql.uuidArg(2)))
                  .and(USERS.EMAIL_LOWER.eq(lower(Sql.textArg(3))))
                  .returningResult(columns(USERS)));

  private static final ScopedStatement SET_PASSWORD_HASH =
      UserService.statement(
          () ->
              update(USERS)
                  .set(USERS.PASSWORD_HASH, Sql.textArg(3))
                  .where(USERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USERS.ID.eq(Sql.uuidArg(2)))
                  .returningResult(columns(USERS)));

  private static final ScopedStatement SET_STATUS =
      UserService.statement(
          () -> all(SET_USER_STATUS.call(Sql.uuidArg(1), Sql.uuidArg(2), Sql.textArg(3))));

  private static final ScopedStatement SET_ROLE =
      UserService.statement(
          () -> all(SET_USER_ROLE.call(Sql.uuidArg(1), Sql.uuidArg(2), Sql.textArg(3))));

  private final UUID tenantId;
  private final ScopedExecutor executor;

  UserDao(UUID tenantId, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.executor = executor;
  }

  /**
   * Creates an active user, if the tenant has room for one more: also of many at once no more are
   * created than {@code max_users} allows.
   *
   * @throws ConflictException if the address is taken in this tenant
   * @throws ConstraintException if a value is refused, or the tenant is full: then with the
   *     constraint {@code tenants_max_users}
   * @throws ScopeDeniedException if the scope is no administrator's, or the tenant is not active
   */
  public User create(NewUser user) {
    return executor.one(
        CREATE,
        User::read,
        tenantId,
        user.id(),
        user.email(),
        user.passwordHash(),
        user.profile().username().orElse(null),
        user.profile().fullName().orElse(null),
        user.profile().avatarUrl().orElse(null),
        Sql.column(user.role()));
  }

  public Optional<User> find(UUID id) {
    return executor.find(FIND, User::read, tenantId, id);
  }

  /**
   * @throws NotFoundException if there is no such user in this scope
   */
  public User get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The user of that address, in any case. */
  public Optional<User> findByEmail(String email) {
    return executor.find(FIND_BY_EMAIL, User::read, tenantId, email);
  }

  /** The users of this scope, those first that were created first. */
  public Page<User> list(PageRequest page) {
    return Page.of(
        executor.list(LIST, User::read, tenantId, Sql.oldestFirst(page).id(), Sql.limit(page)),
        page,
        user -> new Cursor(user.id()));
  }

  /**
   * Says who somebody is; what is empty is known no more.
   *
   * @throws NotFoundException if there is no such user, or it is not this scope's to change
   * @throws ConstraintException if a value is refused
   */
  public User setProfile(UUID id, NewUser.Profile profile) {
    return executor
        .find(
            SET_PROFILE,
            User::read,
            tenantId,
            id,
            profile.username().orElse(null),
            profile.fullName().orElse(null),
            profile.avatarUrl().orElse(null))
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Changes the address, which then is not verified.
   *
   * @throws NotFoundException if there is no such user, or it is not this scope's to change
   * @throws ConflictException if the address is taken in this tenant
   */
  public User setEmail(UUID id, String email) {
    return executor
        .find(SET_EMAIL, User::read, tenantId, id, email)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Notes that the address was shown to be theirs; in a system scope.
   *
   * @param email the address that was shown to be: if it was changed meanwhile, nothing is noted
   * @throws NotFoundException if there is no such user with that address
   * @throws ScopeDeniedException in a tenant's scope
   */
  public User verifyEmail(UUID id, String email) {
    return executor
        .find(VERIFY_EMAIL, User::read, tenantId, id, email)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Replaces the hash.
   *
   * @throws NotFoundException if there is no such user, or it is not this scope's to change
   */
  public User setPasswordHash(UUID id, PasswordHash hash) {
    return executor
        .find(SET_PASSWORD_HASH, User::read, tenantId, id, hash)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Changes whether somebody may log in. Whoever comes back from {@link UserStatus#INACTIVE} takes
   * a seat.
   *
   * @throws NotFoundException if there is no such user
   * @throws ConstraintException if the tenant is full, with the constraint {@code
   *     tenants_max_users}
   * @throws ScopeDeniedException if the scope is no administrator's, or their own
   */
  public User setStatus(UUID id, UserStatus status) {
    return executor
        .find(SET_STATUS, User::read, tenantId, id, Sql.column(status))
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Changes what somebody may do in the tenant.
   *
   * @param role {@link TenantRole#SUPER_ADMIN} in a system scope only
   * @throws NotFoundException if there is no such user
   * @throws ScopeDeniedException if the scope is no administrator's, or their own
   */
  public User setRole(UUID id, TenantRole role) {
    return executor
        .find(SET_ROLE, User::read, tenantId, id, Sql.column(role))
        .orElseThrow(() -> notFound(id));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("user", id);
  }
}

package io.lyss.dao.user;

import static io.lyss.dao.user.jooq.Tables.CREATE_USER;
import static io.lyss.dao.user.jooq.Tables.SET_USER_ROLE;
import static io.lyss.dao.user.jooq.Tables.SET_USER_STATUS;
import static io.lyss.dao.user.jooq.Tables.USERS;
import static io.lyss.dao.user.jooq.Tables.VISIBLE_USERS;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * The users of one tenant. End users find themselves; administrators of the tenant and system work
 * find and change all. Creation and changes of role and status are published as events {@code
 * user.*} with the key {@code user:<id>}.
 */
public final class UserDao {

  private static final RowType<User> ROW = RowType.of(User.class, USERS);

  private static final Condition THIS = Sql.is(USERS.TENANT_ID).and(Sql.is(USERS.ID));

  private static final Condition HAS_EMAIL = USERS.EMAIL_LOWER.eq(Sql.foldedArg(USERS.EMAIL));

  private static final ScopedStatement<User> CREATE = answer(FunctionCall.of(CREATE_USER));

  private static final ScopedStatement<User> SET_STATUS = answer(FunctionCall.of(SET_USER_STATUS));

  private static final ScopedStatement<User> SET_ROLE = answer(FunctionCall.of(SET_USER_ROLE));

  /** A statement of a function that answers with a user. */
  private static ScopedStatement<User> answer(FunctionCall function) {
    return UserService.statement(ROW, () -> function.rows(ROW));
  }

  private static final ScopedStatement<User> FIND = having(THIS);

  private static final ScopedStatement<User> FIND_BY_EMAIL =
      having(Sql.is(USERS.TENANT_ID).and(HAS_EMAIL));

  private static ScopedStatement<User> having(Condition condition) {
    return UserService.statement(ROW, () -> select(ROW.columns()).from(USERS).where(condition));
  }

  private static final ScopedStatement<User> LIST =
      UserService.statement(ROW, () -> FunctionCall.of(VISIBLE_USERS).rows(ROW));

  private static final ScopedStatement<User> UPDATE =
      set(
          Sql.args(USERS.USERNAME, USERS.FULL_NAME, USERS.AVATAR_URL),
          THIS.and(Sql.is(USERS.UPDATED_AT)));

  private static final ScopedStatement<User> SET_EMAIL = set(Sql.args(USERS.EMAIL), THIS);

  private static final ScopedStatement<User> VERIFY_EMAIL =
      set(Map.of(USERS.EMAIL_VERIFIED, inline(true)), THIS.and(HAS_EMAIL));

  private static final ScopedStatement<User> SET_PASSWORD_HASH =
      set(Sql.args(USERS.PASSWORD_HASH), THIS);

  private static ScopedStatement<User> set(Map<Field<?>, Field<?>> values, Condition condition) {
    return UserService.statement(
        ROW, () -> DSL.update(USERS).set(values).where(condition).returningResult(ROW.columns()));
  }

  private final ScopedExecutor executor;

  UserDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Creates an active user, if the tenant has a free seat. Concurrent calls together create no more
   * users than {@code max_users} allows. A transaction of the host has to be read committed, which
   * is PostgreSQL's default.
   *
   * @throws ConflictException if another user of this tenant has that address
   * @throws ConstraintException if a value is refused, or the tenant is full: then with the
   *     constraint {@code tenants_max_users}
   * @throws ScopeDeniedException if the current user is no administrator of the tenant, or the
   *     tenant is not active
   */
  public User create(NewUser user) {
    return executor.call("UserDao.create", CREATE).withRecord("user", user).one();
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<User> find(UUID id) {
    return executor.read("UserDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if there is no such user in this scope
   */
  public User get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The user of an address, in upper or lower case. */
  public Optional<User> findByEmail(String email) {
    return executor.read("UserDao.findByEmail", FIND_BY_EMAIL).with("email", email).find();
  }

  /** The users of this scope, the oldest first. */
  public Page<User> list(PageRequest page) {
    return executor.read("UserDao.list", LIST).oldestFirst(page, user -> new Cursor(user.id()));
  }

  /**
   * Changes the names and picture of a user. The given user is the stored one as it was read, with
   * the edits.
   *
   * @return the user as it is now
   * @throws ConflictException if the user was changed since it was read; a login is no change
   * @throws NotFoundException if there is no such user, or this scope may not change it
   * @throws ConstraintException if a value is refused
   */
  public User update(User edited) {
    return Edited.orRefuse(
        executor
            .call("UserDao.update", UPDATE)
            .with("id", edited.id())
            .with("updated_at", edited.updatedAt())
            .with("username", edited.username())
            .with("full_name", edited.fullName())
            .with("avatar_url", edited.avatarUrl())
            .find(),
        edited.updatedAt(),
        () -> find(edited.id()),
        User::updatedAt,
        "user",
        edited.id());
  }

  /**
   * Changes the address. If more than upper and lower case changes, the address becomes unverified.
   * End users cannot make such a change to their own address, because they would learn whether a
   * colleague whom they do not see has the new one. Set it in a system scope, after the user has
   * proved to own it.
   *
   * @throws NotFoundException if there is no such user, or this scope may not change it
   * @throws ConflictException if another user of this tenant has that address
   * @throws ScopeDeniedException if an end user sets another address
   */
  public User setEmail(UUID id, String email) {
    return executor
        .call("UserDao.setEmail", SET_EMAIL)
        .with("id", id)
        .with("email", email)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Marks the address as verified; in a system scope.
   *
   * @param email the address that was verified: if the user has another one by now, nothing is
   *     marked
   * @throws NotFoundException if there is no such user with that address
   * @throws ScopeDeniedException in a tenant's scope
   */
  public User verifyEmail(UUID id, String email) {
    return executor
        .call("UserDao.verifyEmail", VERIFY_EMAIL)
        .with("id", id)
        .with("email", email)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Replaces the password's hash.
   *
   * @throws NotFoundException if there is no such user, or this scope may not change it
   */
  public User setPasswordHash(UUID id, PasswordHash hash) {
    return executor
        .call("UserDao.setPasswordHash", SET_PASSWORD_HASH)
        .with("id", id)
        .with("password_hash", hash)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Lets a user log in. A user who was inactive takes a seat.
   *
   * @throws NotFoundException if there is no such user
   * @throws ConstraintException if the tenant is full, with the constraint {@code
   *     tenants_max_users}
   * @throws ScopeDeniedException if the current user is no administrator of the tenant, or that
   *     user
   */
  public User activate(UUID id) {
    return setStatus("UserDao.activate", id, UserStatus.ACTIVE);
  }

  /**
   * Marks a user as inactive: the user may not log in, and the seat is free.
   *
   * @throws NotFoundException if there is no such user
   * @throws ScopeDeniedException if the current user is no administrator of the tenant, or that
   *     user
   */
  public User deactivate(UUID id) {
    return setStatus("UserDao.deactivate", id, UserStatus.INACTIVE);
  }

  /**
   * Suspends a user, who may not log in for now but keeps the seat. A user who was inactive takes a
   * seat.
   *
   * @throws NotFoundException if there is no such user
   * @throws ConstraintException if the tenant is full, with the constraint {@code
   *     tenants_max_users}
   * @throws ScopeDeniedException if the current user is no administrator of the tenant, or that
   *     user
   */
  public User suspend(UUID id) {
    return setStatus("UserDao.suspend", id, UserStatus.SUSPENDED);
  }

  private User setStatus(String call, UUID id, UserStatus status) {
    return executor
        .call(call, SET_STATUS)
        .with("id", id)
        .with("status", status)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Changes what a user may do in the tenant.
   *
   * @param role {@link TenantRole#SUPER_ADMIN} in a system scope only
   * @throws NotFoundException if there is no such user
   * @throws ScopeDeniedException if the current user is no administrator of the tenant, or that
   *     user
   */
  public User setRole(UUID id, TenantRole role) {
    return executor
        .call("UserDao.setRole", SET_ROLE)
        .with("id", id)
        .with("role", role)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("user", id);
  }
}

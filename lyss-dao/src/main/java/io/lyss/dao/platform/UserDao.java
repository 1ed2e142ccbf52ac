package io.lyss.dao.platform;

import static io.lyss.dao.internal.Argument.arg;
import static io.lyss.dao.platform.jooq.Tables.USERS;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/**
 * Users. A user finds only themselves; an administrator and system work find and change all.
 * Changes by anybody else fail with {@link NotFoundException}, creation with {@link
 * ScopeDeniedException}.
 */
public final class UserDao {

  private static final Field<?>[] COLUMNS = {
    USERS.ID,
    USERS.USERNAME,
    USERS.EMAIL,
    USERS.ROLE,
    USERS.IS_ACTIVE,
    USERS.CREATED_AT,
    USERS.UPDATED_AT
  };

  private static final ScopedStatement CREATE =
      Platform.statement(
          () ->
              insertInto(USERS, USERS.USERNAME, USERS.EMAIL, USERS.HASHED_PASSWORD, USERS.ROLE)
                  .values(Sql.textArg(1), Sql.textArg(2), Sql.textArg(3), Sql.textArg(4))
                  .returningResult(COLUMNS));

  private static final ScopedStatement FIND =
      Platform.statement(() -> select(COLUMNS).from(USERS).where(USERS.ID.eq(Sql.intArg(1))));

  private static final ScopedStatement FIND_BY_USERNAME =
      Platform.statement(
          () -> select(COLUMNS).from(USERS).where(USERS.USERNAME.eq(Sql.textArg(1))));

  private static final ScopedStatement FIND_BY_EMAIL =
      Platform.statement(
          () -> select(COLUMNS).from(USERS).where(USERS.EMAIL_LOWER.eq(lower(Sql.textArg(1)))));

  private static final ScopedStatement LIST =
      Platform.statement(
          () ->
              select(COLUMNS)
                  .from(USERS)
                  .where(USERS.ID.gt(Sql.intArg(1)))
                  .orderBy(USERS.ID)
                  .limit(Sql.intArg(2)));

  private static final ScopedStatement PASSWORD_HASH =
      Platform.statement(
          () -> select(USERS.HASHED_PASSWORD).from(USERS).where(USERS.ID.eq(Sql.intArg(1))));

  private static final ScopedStatement SET_PASSWORD_HASH =
      Platform.statement(
          () ->
              update(USERS)
                  .set(USERS.HASHED_PASSWORD, Sql.textArg(2))
                  .where(USERS.ID.eq(Sql.intArg(1)))
                  .returningResult(COLUMNS));

  private static final ScopedStatement SET_ACTIVE =
      Platform.statement(
          () ->
              update(USERS)
                  .set(USERS.IS_ACTIVE, arg(2, SQLDataType.BOOLEAN))
                  .where(USERS.ID.eq(Sql.intArg(1)))
                  .returningResult(COLUMNS));

  private static final ScopedStatement SET_ROLE =
      Platform.statement(
          () ->
              update(USERS)
                  .set(USERS.ROLE, Sql.textArg(2))
                  .where(USERS.ID.eq(Sql.intArg(1)))
                  .returningResult(COLUMNS));

  private final ScopedExecutor executor;

  UserDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Creates an active user.
   *
   * @throws ConflictException if the name or the address is taken
   * @throws ConstraintException if a value is refused
   */
  public User create(NewUser user) {
    return executor.one(
        CREATE,
        User::read,
        user.username(),
        user.email(),
        user.passwordHash(),
        Sql.column(user.role()));
  }

  public Optional<User> find(int id) {
    return executor.find(FIND, User::read, id);
  }

  /**
   * @throws NotFoundException if there is no such user in this scope
   */
  public User get(int id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The user of that name, in upper and lower case as given. */
  public Optional<User> findByUsername(String username) {
    return executor.find(FIND_BY_USERNAME, User::read, username);
  }

  /** The user of that address, in any case. */
  public Optional<User> findByEmail(String email) {
    return executor.find(FIND_BY_EMAIL, User::read, email);
  }

  /** The users of this scope, by id. */
  public Page<User> list(PageRequest page) {
    return Page.of(
        executor.list(LIST, User::read, Sql.afterId(page), Sql.limit(page)),
        page,
        user -> new Cursor(Instant.EPOCH, user.id()));
  }

  /**
   * The hash to verify a password against, at login; only in a system scope.
   *
   * @throws NotFoundException if there is no such user
   * @throws ScopeDeniedException in a user's scope
   */
  public PasswordHash passwordHash(int id) {
    return executor
        .find(PASSWORD_HASH, row -> PasswordHash.of(row.nextString()), id)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Replaces the hash.
   *
   * @throws NotFoundException if there is no such user, or it is not this scope's to change
   */
  public User setPasswordHash(int id, PasswordHash hash) {
    return executor.find(SET_PASSWORD_HASH, User::read, id, hash).orElseThrow(() -> notFound(id));
  }

  /**
   * Takes every access from the user, and leaves all they made where it is.
   *
   * @throws NotFoundException if there is no such user, or it is not this scope's to change
   */
  public User deactivate(int id) {
    return setActive(id, false);
  }

  /**
   * Gives back what {@link #deactivate} took.
   *
   * @throws NotFoundException if there is no such user, or it is not this scope's to change
   */
  public User activate(int id) {
    return setActive(id, true);
  }

  private User setActive(int id, boolean active) {
    return executor.find(SET_ACTIVE, User::read, id, active).orElseThrow(() -> notFound(id));
  }

  /**
   * @throws NotFoundException if there is no such user, or it is not this scope's to change
   */
  public User setRole(int id, UserRole role) {
    return executor
        .find(SET_ROLE, User::read, id, Sql.column(role))
        .orElseThrow(() -> notFound(id));
  }

  private static NotFoundException notFound(int id) {
    return new NotFoundException("user", id);
  }
}

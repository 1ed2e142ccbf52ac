package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.USERS;
import static io.lyss.dao.platform.jooq.Tables.VISIBLE_USERS;
import static org.jooq.impl.DSL.insertInto;
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
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * Users. A user sees only themselves; an administrator and system work see and change all. In the
 * scope of another user changes fail with {@link NotFoundException}, and creating one with {@link
 * ScopeDeniedException}.
 */
public final class UserDao {

  private static final RowType<User> ROW =
      RowType.builder(User.class, USERS).column("active", USERS.IS_ACTIVE).build();

  private static final RowType<NewUser> NEW =
      RowType.builder(NewUser.class, USERS).column("passwordHash", USERS.HASHED_PASSWORD).build();

  private static final RowType<PasswordHash> HASH =
      RowType.of(PasswordHash.class, USERS.HASHED_PASSWORD);

  private static final ScopedStatement<User> CREATE =
      Platform.statement(
          ROW, () -> insertInto(USERS).set(NEW.arguments()).returningResult(ROW.columns()));

  private static final ScopedStatement<User> FIND = find(ROW, Sql.is(USERS.ID));

  private static final ScopedStatement<User> FIND_BY_USERNAME = find(ROW, Sql.is(USERS.USERNAME));

  private static final ScopedStatement<User> FIND_BY_EMAIL =
      find(ROW, USERS.EMAIL_LOWER.eq(Sql.foldedArg(USERS.EMAIL)));

  private static final ScopedStatement<PasswordHash> PASSWORD_HASH = find(HASH, Sql.is(USERS.ID));

  private static <T> ScopedStatement<T> find(RowType<T> row, Condition condition) {
    return Platform.statement(row, () -> select(row.columns()).from(USERS).where(condition));
  }

  private static final ScopedStatement<User> LIST =
      Platform.statement(ROW, () -> FunctionCall.of(VISIBLE_USERS).rows(ROW));

  private static final ScopedStatement<User> SET_PASSWORD_HASH = set(USERS.HASHED_PASSWORD);

  private static final ScopedStatement<User> SET_ACTIVE = set(USERS.IS_ACTIVE);

  private static final ScopedStatement<User> SET_ROLE = set(USERS.ROLE);

  private static ScopedStatement<User> set(Field<?> column) {
    return Platform.statement(
        ROW,
        () ->
            update(USERS)
                .set(Sql.args(column))
                .where(Sql.is(USERS.ID))
                .returningResult(ROW.columns()));
  }

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
    return executor.call("UserDao.create", CREATE).with(NEW, user).one();
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<User> find(int id) {
    return executor.read("UserDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if there is no such user in this scope
   */
  public User get(int id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The user of that name; case matters. */
  public Optional<User> findByUsername(String username) {
    return executor
        .read("UserDao.findByUsername", FIND_BY_USERNAME)
        .with("username", username)
        .find();
  }

  /** The user of that address; case does not matter. */
  public Optional<User> findByEmail(String email) {
    return executor.read("UserDao.findByEmail", FIND_BY_EMAIL).with("email", email).find();
  }

  /** The users of this scope, by id. */
  public Page<User> list(PageRequest page) {
    return executor
        .read("UserDao.list", LIST)
        .oldestFirst(page, user -> new Cursor(Instant.EPOCH, user.id()));
  }

  /**
   * The hash to verify a password against, at login; only in a system scope.
   *
   * @throws NotFoundException if there is no such user
   * @throws ScopeDeniedException in a user's scope
   */
  public PasswordHash passwordHash(int id) {
    return executor
        .read("UserDao.passwordHash", PASSWORD_HASH)
        .with("id", id)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Replaces the hash.
   *
   * @throws NotFoundException if there is no such user, or this scope may not change it
   */
  public User setPasswordHash(int id, PasswordHash hash) {
    return changed(
        id,
        executor.call("UserDao.setPasswordHash", SET_PASSWORD_HASH).with("hashed_password", hash));
  }

  /**
   * Deactivates the user, who may then use nothing. What they have created stays.
   *
   * @throws NotFoundException if there is no such user, or this scope may not change it
   */
  public User deactivate(int id) {
    return setActive("UserDao.deactivate", id, false);
  }

  /**
   * Undoes {@link #deactivate}.
   *
   * @throws NotFoundException if there is no such user, or this scope may not change it
   */
  public User activate(int id) {
    return setActive("UserDao.activate", id, true);
  }

  private User setActive(String call, int id, boolean active) {
    return changed(id, executor.call(call, SET_ACTIVE).with("is_active", active));
  }

  /**
   * @throws NotFoundException if there is no such user, or this scope may not change it
   */
  public User setRole(int id, UserRole role) {
    return changed(id, executor.call("UserDao.setRole", SET_ROLE).with("role", role));
  }

  private static User changed(int id, Call<User> change) {
    return change.with("id", id).find().orElseThrow(() -> notFound(id));
  }

  private static NotFoundException notFound(int id) {
    return new NotFoundException("user", id);
  }
}

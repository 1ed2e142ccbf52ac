package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.ADD_TOKEN_QUOTA;
import static io.lyss.dao.provider.jooq.Tables.ISSUE_TOKEN;
import static io.lyss.dao.provider.jooq.Tables.REVOKE_TOKEN;
import static io.lyss.dao.provider.jooq.Tables.ROTATE_TOKEN;
import static io.lyss.dao.provider.jooq.Tables.SET_TOKEN_STATUS;
import static io.lyss.dao.provider.jooq.Tables.TOKENS_BY_PEPPER;
import static io.lyss.dao.provider.jooq.Tables.TOKENS_OF_USER;
import static io.lyss.dao.provider.jooq.Tables.TOKEN_DETAILS;
import static io.lyss.dao.provider.jooq.Tables.UPDATE_TOKEN;
import static io.lyss.dao.provider.jooq.Tables.USER_TOKEN_DETAILS;
import static io.lyss.dao.provider.jooq.Tables.VISIBLE_TOKENS;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.when;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.provider.jooq.routines.AcceptUser;
import io.lyss.dao.provider.jooq.routines.RevokeUserTokens;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The access tokens of one tenant. Users issue, find and change their own; the tenant's
 * administrators and system work find all, and can revoke them. A revoked token can no longer be
 * changed.
 */
public final class TokenDao {

  static final RowType<Restrictions> RESTRICTIONS =
      RowType.builder(Restrictions.class, USER_TOKEN_DETAILS)
          .column("channels", USER_TOKEN_DETAILS.CHANNEL_IDS)
          .expression(
              "channels",
              table ->
                  when(
                      condition(Sql.in(table, USER_TOKEN_DETAILS.RESTRICTED_TO_CHANNELS)),
                      Sql.in(table, USER_TOKEN_DETAILS.CHANNEL_IDS)))
          .column("models", USER_TOKEN_DETAILS.ALLOWED_MODELS)
          .expression(
              "models",
              table -> ModelColumns.names(Sql.in(table, USER_TOKEN_DETAILS.ALLOWED_MODELS)))
          .argument("models", ModelColumns::namesArg)
          .build();

  private static final RowType<Limits> LIMITS =
      RowType.builder(Limits.class, USER_TOKEN_DETAILS)
          .column("limit", USER_TOKEN_DETAILS.QUOTA)
          .build();

  private static final RowType<UserToken> ROW =
      RowType.builder(UserToken.class, USER_TOKEN_DETAILS)
          .row("restrictions", RESTRICTIONS)
          .row("limits", LIMITS)
          .converted("status", Integer.class, TokenStatus::of, TokenStatus::code)
          .build();

  private static final RowType<NewToken> NEW =
      RowType.builder(NewToken.class, USER_TOKEN_DETAILS)
          .row("restrictions", RESTRICTIONS)
          .row("limits", LIMITS)
          .build();

  private static ScopedStatement<UserToken> token(FunctionCall function) {
    return ProviderService.statement(ROW, () -> function.rows(ROW));
  }

  private static ScopedStatement<UserToken> tokenWithModels(FunctionCall function) {
    return token(function.passing("allowed_models", ModelColumns.namesArg("allowed_models")));
  }

  private static final ScopedStatement<UserToken> ISSUE =
      tokenWithModels(FunctionCall.of(ISSUE_TOKEN));

  private static final ScopedStatement<UserToken> UPDATE =
      tokenWithModels(FunctionCall.of(UPDATE_TOKEN));

  private static final ScopedStatement<UserToken> ADD_QUOTA =
      token(FunctionCall.of(ADD_TOKEN_QUOTA));

  private static final ScopedStatement<UserToken> SET_STATUS =
      token(FunctionCall.of(SET_TOKEN_STATUS));

  private static final ScopedStatement<UserToken> ROTATE = token(FunctionCall.of(ROTATE_TOKEN));

  private static final ScopedStatement<UserToken> REVOKE = token(FunctionCall.of(REVOKE_TOKEN));

  private static final ScopedStatement<Boolean> ACCEPT_USER =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new AcceptUser()).value());

  private static final ScopedStatement<Long> REVOKE_BY_USER =
      ProviderService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new RevokeUserTokens()).value());

  private static final ScopedStatement<UserToken> FIND =
      ProviderService.statement(ROW, () -> FunctionCall.of(TOKEN_DETAILS).rows(ROW));

  private static final ScopedStatement<UserToken> LIST =
      ProviderService.statement(ROW, () -> FunctionCall.of(VISIBLE_TOKENS).rows(ROW));

  private static final ScopedStatement<UserToken> LIST_BY_USER =
      ProviderService.statement(ROW, () -> FunctionCall.of(TOKENS_OF_USER).rows(ROW));

  private record Peppered(String pepperId, long tokens) {}

  private static final RowType<Peppered> PEPPERED = RowType.of(Peppered.class, TOKENS_BY_PEPPER);

  private static final ScopedStatement<Peppered> COUNT_BY_PEPPER =
      ProviderService.statement(PEPPERED, () -> FunctionCall.of(TOKENS_BY_PEPPER).rows(PEPPERED));

  private final UUID tenantId;
  private final ScopedExecutor executor;
  private final @Nullable TokenPepper pepper;

  TokenDao(UUID tenantId, ScopedExecutor executor, @Nullable TokenPepper pepper) {
    this.tenantId = tenantId;
    this.executor = executor.given("tenant_id", tenantId);
    this.pepper = pepper;
  }

  /**
   * Issues a token of the current user. Only the answer has its secret.
   *
   * @throws ConstraintException if a value is refused, or a channel that it is restricted to does
   *     not exist in this scope
   * @throws ScopeDeniedException in a system scope
   * @throws IllegalStateException if the service has no pepper
   */
  public IssuedToken issue(NewToken token) {
    AccessToken secret = AccessToken.generate(tenantId);
    return new IssuedToken(
        withSecret("TokenDao.issue", ISSUE, secret).with(NEW, token).one(), secret);
  }

  private Call<UserToken> withSecret(
      String call, ScopedStatement<UserToken> statement, AccessToken secret) {
    TokenPepper current = TokenPepper.require(pepper);
    return executor
        .call(call, statement)
        .with("key_hash", current.hash(secret))
        .with("pepper_id", current.id())
        .with("key_prefix", secret.prefix());
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<UserToken> find(UUID id) {
    return executor.read("TokenDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if there is no such token in this scope
   */
  public UserToken get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The tokens that this scope sees, in the order in which they were issued. */
  public Page<UserToken> list(PageRequest page) {
    return executor.read("TokenDao.list", LIST).oldestFirst(page, TokenDao::cursor);
  }

  /** A user's tokens, as far as this scope sees them. */
  public Page<UserToken> listByUser(UUID userId, PageRequest page) {
    return executor
        .read("TokenDao.listByUser", LIST_BY_USER)
        .with("user_id", userId)
        .oldestFirst(page, TokenDao::cursor);
  }

  private static Cursor cursor(UserToken token) {
    return new Cursor(token.id());
  }

  /**
   * Changes the name, restrictions, limits and expiry of a token. The given token is the stored one
   * as it was read, with the edits. An expired token is valid again if its new expiry is in the
   * future.
   *
   * @return the token as it is now
   * @throws ConflictException if it was changed since it was read
   * @throws NotFoundException if there is no such token, or it is revoked or another user's
   * @throws ConstraintException if a value is refused, or a channel that it is newly restricted to
   *     does not exist in this scope
   */
  public UserToken update(UserToken edited) {
    return Edited.orRefuse(
        executor.call("TokenDao.update", UPDATE).withTaken(ROW, edited).find(),
        edited.updatedAt(),
        () -> find(edited.id()),
        UserToken::updatedAt,
        "token",
        edited.id());
  }

  /**
   * Adds to the quota. Concurrent additions all count. Idempotent by the addition's id. A token
   * without a limit stays without one.
   *
   * @param additionId from {@link io.lyss.dao.Ids#next}
   * @param amount how much to add; negative to take away
   * @return the token as it is now
   * @throws NotFoundException if there is no such token, or it is revoked or another user's
   * @throws ConstraintException if the quota would become less than 0
   */
  public UserToken addQuota(UUID id, UUID additionId, long amount) {
    return changed(
        id,
        executor
            .call("TokenDao.addQuota", ADD_QUOTA)
            .with("addition_id", additionId)
            .with("amount", amount));
  }

  /**
   * Makes the token valid again after {@link #disable}.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or another user's
   */
  public UserToken enable(UUID id) {
    return setStatus("TokenDao.enable", id, TokenStatus.ENABLED);
  }

  /**
   * Makes the token invalid until it is enabled.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or another user's
   */
  public UserToken disable(UUID id) {
    return setStatus("TokenDao.disable", id, TokenStatus.DISABLED);
  }

  private UserToken setStatus(String call, UUID id, TokenStatus status) {
    return changed(id, executor.call(call, SET_STATUS).with("status", status.code()));
  }

  /**
   * Gives the token a new secret. The one before stays valid for a grace period; one from an
   * earlier rotation is no longer valid.
   *
   * <p>A caller that did not get the answer calls again with the same rotation id. The lost secret
   * is replaced by another, and the one before it stays valid until the grace period of the first
   * call ends.
   *
   * @param rotationId an id of the caller's, from {@link Ids#next}
   * @param grace the grace period; zero makes the secret before invalid at once
   * @throws NotFoundException if there is no such token, or it is revoked or another user's
   * @throws ConstraintException if the token has expired, because a new secret would not be valid
   *     either
   * @throws ScopeDeniedException in a system scope
   * @throws IllegalStateException if the service has no pepper
   */
  public IssuedToken rotate(UUID id, UUID rotationId, Duration grace) {
    AccessToken secret = AccessToken.generate(tenantId);
    return new IssuedToken(
        changed(
            id,
            withSecret("TokenDao.rotate", ROTATE, secret)
                .with("rotation_id", rotationId)
                .with("grace", grace)),
        secret);
  }

  /**
   * Makes the token invalid for good, with all of its secrets. Published as {@code token.revoked}
   * with the key {@code token:<id>}, the first time.
   *
   * @throws NotFoundException if there is no such token in this scope
   */
  public UserToken revoke(UUID id) {
    return changed(id, executor.call("TokenDao.revoke", REVOKE));
  }

  /**
   * Revokes all tokens of a user, as {@link #revoke} does.
   *
   * @return how many were not revoked before
   * @throws ScopeDeniedException if the scope is neither that user's nor an administrator's
   */
  public long revokeByUser(UUID userId) {
    return executor.call("TokenDao.revokeByUser", REVOKE_BY_USER).with("user_id", userId).one();
  }

  /**
   * Accepts the status of a user from the user database; in a system scope. While the user is
   * suspended, none of their tokens is accepted; once the user is inactive, all are revoked.
   * Idempotent, and in any order: the status of an earlier change than the stored one is ignored.
   *
   * @param state the payload of an event {@code user.status_changed}
   * @return false if something as late is known already
   * @throws ConstraintException if it is anything else
   * @throws ScopeDeniedException in a tenant's scope
   */
  public boolean acceptUser(UUID userId, Json state) {
    return executor
        .call("TokenDao.acceptUser", ACCEPT_USER)
        .with("user_id", userId)
        .with("state", state)
        .one();
  }

  /**
   * How many tokens are hashed with each pepper, by {@link TokenPepper#id}, without revoked ones.
   * In its grace period, a token counts once for each of its secrets. A former pepper without
   * tokens is no longer needed.
   */
  public Map<String, Long> countByPepper() {
    return executor.read("TokenDao.countByPepper", COUNT_BY_PEPPER).list().stream()
        .collect(Collectors.toUnmodifiableMap(Peppered::pepperId, Peppered::tokens));
  }

  private static UserToken changed(UUID id, Call<UserToken> call) {
    return call.with("id", id).find().orElseThrow(() -> notFound(id));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("token", id);
  }
}

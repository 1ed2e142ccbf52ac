package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.CHANGE_TOKEN;
import static io.lyss.dao.provider.jooq.Tables.ISSUE_TOKEN;
import static io.lyss.dao.provider.jooq.Tables.RESTRICT_TOKEN;
import static io.lyss.dao.provider.jooq.Tables.REVOKE_TOKEN;
import static io.lyss.dao.provider.jooq.Tables.ROTATE_TOKEN;
import static io.lyss.dao.provider.jooq.Tables.SET_TOKEN_EXPIRY;
import static io.lyss.dao.provider.jooq.Tables.SET_TOKEN_MODELS;
import static io.lyss.dao.provider.jooq.Tables.USER_TOKEN_DETAILS;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.provider.jooq.Routines;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * The access tokens of one tenant. Users issue, find and change their own; the tenant's
 * administrators and system work find all, and can revoke them. What was revoked is changed no
 * more.
 */
public final class TokenDao {

  private static Field<?>[] columns(Table<?> table) {
    return new Field<?>[] {
      table.field(USER_TOKEN_DETAILS.TENANT_ID),
      table.field(USER_TOKEN_DETAILS.ID),
      table.field(USER_TOKEN_DETAILS.USER_ID),
      table.field(USER_TOKEN_DETAILS.NAME),
      table.field(USER_TOKEN_DETAILS.KEY_PREFIX),
      table.field(USER_TOKEN_DETAILS.PREVIOUS_KEY_EXPIRES_AT),
      table.field(USER_TOKEN_DETAILS.RESTRICTED_TO_CHANNELS),
      table.field(USER_TOKEN_DETAILS.CHANNEL_IDS),
      ModelColumns.names(table.field(USER_TOKEN_DETAILS.ALLOWED_MODELS)),
      table.field(USER_TOKEN_DETAILS.QUOTA),
      table.field(USER_TOKEN_DETAILS.RATE_LIMIT),
      table.field(USER_TOKEN_DETAILS.USED_QUOTA),
      table.field(USER_TOKEN_DETAILS.STATUS),
      table.field(USER_TOKEN_DETAILS.EXPIRES_AT),
      table.field(USER_TOKEN_DETAILS.REVOKED_AT),
      table.field(USER_TOKEN_DETAILS.LAST_USED_AT),
      table.field(USER_TOKEN_DETAILS.CREATED_AT),
      table.field(USER_TOKEN_DETAILS.UPDATED_AT)
    };
  }

  private static Select<?> all(Table<?> table) {
    return select(columns(table)).from(table);
  }

  private static final ScopedStatement ISSUE =
      ProviderService.statement(
          () ->
              all(
                  ISSUE_TOKEN.call(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.textArg(3),
                      Sql.textArg(4),
                      Sql.textArg(5),
                      ModelColumns.namesArg(6),
                      Sql.uuidsArg(7),
                      Sql.longArg(8),
                      Sql.intArg(9),
                      Sql.instantArg(10))));

  private static final ScopedStatement FIND =
      ProviderService.statement(
          () ->
              select(columns(USER_TOKEN_DETAILS))
                  .from(USER_TOKEN_DETAILS)
                  .where(USER_TOKEN_DETAILS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USER_TOKEN_DETAILS.ID.eq(Sql.uuidArg(2))));

  private static final ScopedStatement LIST =
      ProviderService.statement(
          () ->
              select(columns(USER_TOKEN_DETAILS))
                  .from(USER_TOKEN_DETAILS)
                  .where(USER_TOKEN_DETAILS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USER_TOKEN_DETAILS.ID.gt(Sql.uuidArg(2)))
                  .orderBy(USER_TOKEN_DETAILS.ID)
                  .limit(Sql.intArg(3)));

  private static final ScopedStatement LIST_BY_USER =
      ProviderService.statement(
          () ->
              select(columns(USER_TOKEN_DETAILS))
                  .from(USER_TOKEN_DETAILS)
                  .where(USER_TOKEN_DETAILS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USER_TOKEN_DETAILS.USER_ID.eq(Sql.uuidArg(4)))
                  .and(USER_TOKEN_DETAILS.ID.gt(Sql.uuidArg(2)))
                  .orderBy(USER_TOKEN_DETAILS.ID)
                  .limit(Sql.intArg(3)));

  private static final ScopedStatement CHANGE =
      ProviderService.statement(
          () ->
              all(
                  CHANGE_TOKEN.call(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.textArg(3),
                      Sql.longArg(4),
                      Sql.intArg(5),
                      Sql.intArg(6))));

  private static final ScopedStatement SET_MODELS =
      ProviderService.statement(
          () ->
              all(SET_TOKEN_MODELS.call(Sql.uuidArg(1), Sql.uuidArg(2), ModelColumns.namesArg(3))));

  private static final ScopedStatement SET_EXPIRY =
      ProviderService.statement(
          () -> all(SET_TOKEN_EXPIRY.call(Sql.uuidArg(1), Sql.uuidArg(2), Sql.instantArg(3))));

  private static final ScopedStatement RESTRICT =
      ProviderService.statement(
          () -> all(RESTRICT_TOKEN.call(Sql.uuidArg(1), Sql.uuidArg(2), Sql.uuidsArg(3))));

  private static final ScopedStatement ROTATE =
      ProviderService.statement(
          () ->
              all(
                  ROTATE_TOKEN.call(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.textArg(3),
                      Sql.textArg(4),
                      Sql.secondsArg(5))));

  private static final ScopedStatement REVOKE =
      ProviderService.statement(() -> all(REVOKE_TOKEN.call(Sql.uuidArg(1), Sql.uuidArg(2))));

  private static final ScopedStatement REVOKE_ALL =
      ProviderService.statement(
          () -> select(Routines.revokeUserTokens(Sql.uuidArg(1), Sql.uuidArg(2))));

  private final UUID tenantId;
  private final ScopedExecutor executor;
  private final @Nullable TokenPepper pepper;

  TokenDao(UUID tenantId, ScopedExecutor executor, @Nullable TokenPepper pepper) {
    this.tenantId = tenantId;
    this.executor = executor;
    this.pepper = pepper;
  }

  /**
   * Issues a token of who is asking. Its text is in the answer and nowhere else.
   *
   * @throws ConstraintException if a value is refused, or a channel that it is restricted to is not
   *     there or not in this scope
   * @throws ScopeDeniedException in a system scope
   * @throws IllegalStateException if the service has no pepper
   */
  public IssuedToken issue(NewToken token) {
    AccessToken secret = AccessToken.generate(tenantId);
    UserToken issued =
        executor.one(
            ISSUE,
            UserToken::read,
            tenantId,
            token.id(),
            token.name(),
            TokenPepper.require(pepper).hash(secret),
            secret.prefix(),
            token.restrictions().models().map(TokenDao::column).orElse(null),
            token.restrictions().channels().map(ids -> ids.toArray(UUID[]::new)).orElse(null),
            token.limits().quota().limit(),
            token.limits().rateLimit(),
            token.expiresAt().orElse(null));
    return new IssuedToken(issued, secret);
  }

  private static String[] column(Set<String> models) {
    return models.stream().sorted().toArray(String[]::new);
  }

  public Optional<UserToken> find(UUID id) {
    return executor.find(FIND, UserToken::read, tenantId, id);
  }

  /**
   * @throws NotFoundException if there is no such token in this scope
   */
  public UserToken get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The tokens that this scope sees, those first that were issued first. */
  public Page<UserToken> list(PageRequest page) {
    return Page.of(
        executor.list(LIST, UserToken::read, tenantId, Sql.oldestFirst(page).id(), Sql.limit(page)),
        page,
        token -> new Cursor(token.id()));
  }

  /** Those of a user, as far as this scope sees them. */
  public Page<UserToken> listByUser(UUID userId, PageRequest page) {
    return Page.of(
        executor.list(
            LIST_BY_USER,
            UserToken::read,
            tenantId,
            Sql.oldestFirst(page).id(),
            Sql.limit(page),
            userId),
        page,
        token -> new Cursor(token.id()));
  }

  /**
   * Changes name and limits.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or somebody else's
   * @throws ConstraintException if a value is refused, such as a quota below what was used
   */
  public UserToken change(UUID id, TokenChange change) {
    return changed(
        id,
        CHANGE,
        tenantId,
        id,
        change.name().orElse(null),
        change.quota().map(Quota::limit).orElse(null),
        change.rateLimit().isPresent() ? change.rateLimit().getAsInt() : null,
        null);
  }

  /**
   * Lets the token be taken.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or somebody else's
   */
  public UserToken enable(UUID id) {
    return setStatus(id, TokenStatus.ENABLED);
  }

  /**
   * Lets the token not be taken until it is enabled.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or somebody else's
   */
  public UserToken disable(UUID id) {
    return setStatus(id, TokenStatus.DISABLED);
  }

  private UserToken setStatus(UUID id, TokenStatus status) {
    return changed(id, CHANGE, tenantId, id, null, null, null, status.code());
  }

  /**
   * Lets the token ask for these models only; for none, if there are none.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or somebody else's
   */
  public UserToken allowModels(UUID id, Set<String> models) {
    return changed(id, SET_MODELS, tenantId, id, column(models));
  }

  /**
   * Lets the token ask for any model.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or somebody else's
   */
  public UserToken allowAnyModel(UUID id) {
    return changed(id, SET_MODELS, tenantId, id, null);
  }

  /**
   * Lets the token use these channels only; none, if there are none.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or somebody else's
   * @throws ConstraintException if a channel is not there, or not in this scope
   */
  public UserToken restrictTo(UUID id, Set<UUID> channelIds) {
    return changed(id, RESTRICT, tenantId, id, channelIds.toArray(UUID[]::new));
  }

  /**
   * Lets the token use every channel that whose it is may use.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or somebody else's
   */
  public UserToken unrestrict(UUID id) {
    return changed(id, RESTRICT, tenantId, id, null);
  }

  /**
   * Lets the token expire; also one that has expired, later.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or somebody else's
   */
  public UserToken expireAt(UUID id, Instant at) {
    return changed(id, SET_EXPIRY, tenantId, id, at);
  }

  /**
   * Lets the token not expire.
   *
   * @throws NotFoundException if there is no such token, or it is revoked or somebody else's
   */
  public UserToken expireNever(UUID id) {
    return changed(id, SET_EXPIRY, tenantId, id, null);
  }

  /**
   * Gives the token another text. The one that it had is taken for a grace still; one from a
   * rotation before is not any more.
   *
   * @param grace zero to let the old text be taken no more from now on
   * @throws NotFoundException if there is no such token, or it is revoked or somebody else's
   * @throws ScopeDeniedException in a system scope
   * @throws IllegalStateException if the service has no pepper
   */
  public IssuedToken rotate(UUID id, Duration grace) {
    AccessToken secret = AccessToken.generate(tenantId);
    return new IssuedToken(
        changed(
            id,
            ROTATE,
            tenantId,
            id,
            TokenPepper.require(pepper).hash(secret),
            secret.prefix(),
            Sql.seconds(grace)),
        secret);
  }

  /**
   * Lets the token be taken never again, with neither of its texts. Published as {@code
   * token.revoked} with the key {@code token:<id>}, the first time.
   *
   * @throws NotFoundException if there is no such token in this scope
   */
  public UserToken revoke(UUID id) {
    return changed(id, REVOKE, tenantId, id);
  }

  /**
   * Revokes all tokens of a user, as {@link #revoke} does.
   *
   * @return how many were not revoked before
   * @throws ScopeDeniedException if the scope is neither that user's nor an administrator's
   */
  public long revokeAll(UUID userId) {
    return executor.one(REVOKE_ALL, Row::nextLong, tenantId, userId);
  }

  private UserToken changed(UUID id, ScopedStatement statement, @Nullable Object... arguments) {
    return executor.find(statement, UserToken::read, arguments).orElseThrow(() -> notFound(id));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("token", id);
  }
}

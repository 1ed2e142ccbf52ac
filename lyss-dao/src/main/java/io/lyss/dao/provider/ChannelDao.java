package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.CHANNEL_STATES;
import static io.lyss.dao.provider.jooq.Tables.EXPLAIN_CHANNEL_ACCESS;
import static io.lyss.dao.provider.jooq.Tables.PROVIDER_CHANNELS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.update;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.provider.jooq.Routines;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one tenant. Who sees, uses and changes one depends on {@linkplain ChannelScope
 * whose it is}; a channel that is hidden is as one that never was.
 */
public final class ChannelDao {

  private static final Field<?>[] COLUMNS = {
    PROVIDER_CHANNELS.TENANT_ID,
    PROVIDER_CHANNELS.ID,
    PROVIDER_CHANNELS.NAME,
    PROVIDER_CHANNELS.TYPE,
    PROVIDER_CHANNELS.CONFIG_SCOPE,
    PROVIDER_CHANNELS.OWNER_ID,
    PROVIDER_CHANNELS.GROUP_ID,
    ModelColumns.names(PROVIDER_CHANNELS.MODELS),
    ModelColumns.mappedFrom(PROVIDER_CHANNELS.MODEL_MAPPING),
    ModelColumns.mappedTo(PROVIDER_CHANNELS.MODEL_MAPPING),
    PROVIDER_CHANNELS.PRIORITY,
    PROVIDER_CHANNELS.WEIGHT,
    PROVIDER_CHANNELS.QUOTA,
    PROVIDER_CHANNELS.RATE_LIMIT,
    PROVIDER_CHANNELS.USED_QUOTA,
    PROVIDER_CHANNELS.STATUS,
    PROVIDER_CHANNELS.FAILURES,
    PROVIDER_CHANNELS.RETRY_AT,
    PROVIDER_CHANNELS.CREATED_AT,
    PROVIDER_CHANNELS.UPDATED_AT
  };

  private static final Condition THIS =
      PROVIDER_CHANNELS.TENANT_ID.eq(Sql.uuidArg(1)).and(PROVIDER_CHANNELS.ID.eq(Sql.uuidArg(2)));

  private static final Condition USABLE =
      condition(
              Routines.canUseChannel(
                  CHANNEL_STATES.CONFIG_SCOPE, CHANNEL_STATES.OWNER_ID, CHANNEL_STATES.GROUP_ID))
          .and(CHANNEL_STATES.STATE.eq(inline("available")));

  private static ScopedStatement create(
      ChannelScope scope, Field<UUID> ownerId, Field<UUID> groupId) {
    return ProviderService.statement(
        () ->
            insertInto(
                    PROVIDER_CHANNELS,
                    PROVIDER_CHANNELS.TENANT_ID,
                    PROVIDER_CHANNELS.ID,
                    PROVIDER_CHANNELS.NAME,
                    PROVIDER_CHANNELS.TYPE,
                    PROVIDER_CHANNELS.KEY,
                    PROVIDER_CHANNELS.PRIORITY,
                    PROVIDER_CHANNELS.WEIGHT,
                    PROVIDER_CHANNELS.QUOTA,
                    PROVIDER_CHANNELS.RATE_LIMIT,
                    PROVIDER_CHANNELS.MODELS,
                    PROVIDER_CHANNELS.MODEL_MAPPING,
                    PROVIDER_CHANNELS.CONFIG_SCOPE,
                    PROVIDER_CHANNELS.OWNER_ID,
                    PROVIDER_CHANNELS.GROUP_ID)
                .values(
                    Sql.uuidArg(1),
                    Sql.uuidArg(2),
                    Sql.textArg(3),
                    Sql.longArg(4),
                    Sql.textArg(5),
                    Sql.intArg(6),
                    Sql.intArg(7),
                    Sql.longArg(8),
                    Sql.intArg(9),
                    ModelColumns.namesArg(10),
                    ModelColumns.mappingArg(11, 12),
                    inline(Sql.column(scope)),
                    ownerId,
                    groupId)
                .returningResult(COLUMNS));
  }

  private static final Field<UUID> NOBODY = field("null::uuid", UUID.class);

  private static final ScopedStatement CREATE_PERSONAL =
      create(ChannelScope.PERSONAL, Sql.uuidArg(13), NOBODY);

  private static final ScopedStatement CREATE_GROUP =
      create(ChannelScope.GROUP, NOBODY, Sql.uuidArg(13));

  private static final ScopedStatement CREATE_TENANT = create(ChannelScope.TENANT, NOBODY, NOBODY);

  private static final ScopedStatement FIND =
      ProviderService.statement(() -> select(COLUMNS).from(PROVIDER_CHANNELS).where(THIS));

  private static final ScopedStatement LIST =
      ProviderService.statement(
          () ->
              select(COLUMNS)
                  .from(PROVIDER_CHANNELS)
                  .where(PROVIDER_CHANNELS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(PROVIDER_CHANNELS.ID.gt(Sql.uuidArg(2)))
                  .orderBy(PROVIDER_CHANNELS.ID)
                  .limit(Sql.intArg(3)));

  private static final ScopedStatement LIST_USABLE =
      ProviderService.statement(
          () ->
              select(COLUMNS)
                  .from(CHANNEL_STATES)
                  .join(PROVIDER_CHANNELS)
                  .on(PROVIDER_CHANNELS.TENANT_ID.eq(CHANNEL_STATES.TENANT_ID))
                  .and(PROVIDER_CHANNELS.ID.eq(CHANNEL_STATES.ID))
                  .where(CHANNEL_STATES.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(CHANNEL_STATES.ID.gt(Sql.uuidArg(2)))
                  .and(USABLE)
                  .and(
                      condition(
                          "{0} @> to_jsonb({1}::text)", CHANNEL_STATES.MODELS, Sql.textArg(4)))
                  .orderBy(CHANNEL_STATES.ID)
                  .limit(Sql.intArg(3)));

  private static final ScopedStatement CHANGE =
      ProviderService.statement(
          () ->
              update(PROVIDER_CHANNELS)
                  .set(PROVIDER_CHANNELS.NAME, coalesce(Sql.textArg(3), PROVIDER_CHANNELS.NAME))
                  .set(
                      PROVIDER_CHANNELS.PRIORITY,
                      coalesce(Sql.intArg(4), PROVIDER_CHANNELS.PRIORITY))
                  .set(PROVIDER_CHANNELS.WEIGHT, coalesce(Sql.intArg(5), PROVIDER_CHANNELS.WEIGHT))
                  .set(PROVIDER_CHANNELS.QUOTA, coalesce(Sql.longArg(6), PROVIDER_CHANNELS.QUOTA))
                  .set(
                      PROVIDER_CHANNELS.RATE_LIMIT,
                      coalesce(Sql.intArg(7), PROVIDER_CHANNELS.RATE_LIMIT))
                  .set(
                      PROVIDER_CHANNELS.MODELS,
                      coalesce(ModelColumns.namesArg(8), PROVIDER_CHANNELS.MODELS))
                  .set(
                      PROVIDER_CHANNELS.MODEL_MAPPING,
                      coalesce(ModelColumns.mappingArg(9, 10), PROVIDER_CHANNELS.MODEL_MAPPING))
                  .where(THIS)
                  .returningResult(COLUMNS));

  private static final ScopedStatement SET_KEY =
      ProviderService.statement(
          () ->
              update(PROVIDER_CHANNELS)
                  .set(PROVIDER_CHANNELS.KEY, Sql.textArg(3))
                  .where(THIS)
                  .returningResult(COLUMNS));

  private static final ScopedStatement KEY =
      ProviderService.statement(
          () -> select(PROVIDER_CHANNELS.KEY).from(PROVIDER_CHANNELS).where(THIS));

  private static final ScopedStatement SET_STATUS =
      ProviderService.statement(
          () ->
              update(PROVIDER_CHANNELS)
                  .set(PROVIDER_CHANNELS.STATUS, Sql.intArg(3))
                  .where(THIS)
                  .returningResult(COLUMNS));

  private static final ScopedStatement DELETE =
      ProviderService.statement(
          () -> select(Routines.deleteChannel(Sql.uuidArg(1), Sql.uuidArg(2))));

  private static final ScopedStatement DELETE_OF_GROUP =
      ProviderService.statement(
          () -> select(Routines.deleteGroupChannels(Sql.uuidArg(1), Sql.uuidArg(2))));

  private static final ScopedStatement CAN_USE =
      ProviderService.statement(
          () ->
              select(
                  field(
                      exists(
                          selectOne()
                              .from(CHANNEL_STATES)
                              .where(CHANNEL_STATES.TENANT_ID.eq(Sql.uuidArg(1)))
                              .and(CHANNEL_STATES.ID.eq(Sql.uuidArg(2)))
                              .and(USABLE)))));

  private static final ScopedStatement EXPLAIN =
      ProviderService.statement(
          () ->
              select(
                      EXPLAIN_CHANNEL_ACCESS.GRANTED,
                      EXPLAIN_CHANNEL_ACCESS.REASON,
                      EXPLAIN_CHANNEL_ACCESS.RETRY_AT)
                  .from(EXPLAIN_CHANNEL_ACCESS.call(Sql.uuidArg(1), Sql.uuidArg(2))));

  private final UUID tenantId;
  private final ScopedExecutor executor;

  ChannelDao(UUID tenantId, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.executor = executor;
  }

  /**
   * Creates an enabled channel that is a user's own.
   *
   * @param ownerId the user of this scope; in a system scope, anybody
   * @throws ConflictException if the user has one of that name
   * @throws ConstraintException if a value is refused, or there is no such type
   * @throws ScopeDeniedException if it would be somebody else's
   */
  public Channel createPersonal(UUID ownerId, NewChannel channel) {
    return create(CREATE_PERSONAL, channel, ownerId);
  }

  /**
   * Creates an enabled channel of a group. Whether there is such a group is known to another
   * service.
   *
   * @throws ConflictException if the group has one of that name
   * @throws ConstraintException if a value is refused, or there is no such type
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Channel createForGroup(UUID groupId, NewChannel channel) {
    return create(CREATE_GROUP, channel, groupId);
  }

  /**
   * Creates an enabled channel of the whole tenant.
   *
   * @throws ConflictException if the tenant has one of that name
   * @throws ConstraintException if a value is refused, or there is no such type
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Channel createForTenant(NewChannel channel) {
    return create(CREATE_TENANT, channel, null);
  }

  private Channel create(ScopedStatement statement, NewChannel channel, @Nullable UUID whose) {
    return executor.one(
        statement,
        Channel::read,
        tenantId,
        channel.id(),
        channel.name(),
        channel.typeId(),
        channel.key(),
        channel.share().priority(),
        channel.share().weight(),
        channel.limits().quota().limit(),
        channel.limits().rateLimit(),
        channel.models().namesColumn(),
        channel.models().mappedFromColumn(),
        channel.models().mappedToColumn(),
        whose);
  }

  public Optional<Channel> find(UUID id) {
    return executor.find(FIND, Channel::read, tenantId, id);
  }

  /**
   * @throws NotFoundException if there is no such channel in this scope
   */
  public Channel get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The channels that this scope sees, those first that were created first. */
  public Page<Channel> list(PageRequest page) {
    return Page.of(
        executor.list(LIST, Channel::read, tenantId, Sql.oldestFirst(page).id(), Sql.limit(page)),
        page,
        channel -> new Cursor(channel.id()));
  }

  /** The channels that a request of a model can be sent through now, by who is asking. */
  public Page<Channel> listUsable(String model, PageRequest page) {
    return Page.of(
        executor.list(
            LIST_USABLE,
            Channel::read,
            tenantId,
            Sql.oldestFirst(page).id(),
            Sql.limit(page),
            model),
        page,
        channel -> new Cursor(channel.id()));
  }

  /**
   * Sets a channel up differently.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   * @throws ConflictException if the name is taken
   * @throws ConstraintException if a value is refused, such as a quota below what was used
   */
  public Channel change(UUID id, ChannelChange change) {
    return executor
        .find(
            CHANGE,
            Channel::read,
            tenantId,
            id,
            change.name().orElse(null),
            boxed(change.priority()),
            boxed(change.weight()),
            change.quota().map(Quota::limit).orElse(null),
            boxed(change.rateLimit()),
            change.models().map(Models::namesColumn).orElse(null),
            change.models().map(Models::mappedFromColumn).orElse(null),
            change.models().map(Models::mappedToColumn).orElse(null))
        .orElseThrow(() -> notFound(id));
  }

  private static @Nullable Integer boxed(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }

  /**
   * Replaces the key.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   */
  public Channel setKey(UUID id, Ciphertext key) {
    return executor.find(SET_KEY, Channel::read, tenantId, id, key).orElseThrow(() -> notFound(id));
  }

  /**
   * The key, for whoever decrypts it; in a system scope.
   *
   * @throws NotFoundException if there is no such channel
   * @throws ScopeDeniedException in a tenant's scope
   */
  public Ciphertext key(UUID id) {
    return executor
        .find(KEY, row -> Ciphertext.of(row.nextString()), tenantId, id)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Lets the channel serve requests, also one that is cooling down.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   */
  public Channel enable(UUID id) {
    return setStatus(id, ChannelStatus.ENABLED);
  }

  /**
   * Lets the channel serve no requests until it is enabled.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   */
  public Channel disable(UUID id) {
    return setStatus(id, ChannelStatus.DISABLED);
  }

  private Channel setStatus(UUID id, ChannelStatus status) {
    return executor
        .find(SET_STATUS, Channel::read, tenantId, id, status.code())
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Deletes a channel and its key. A token that is restricted to it alone opens nothing any more.
   * Usage stays, and what is reserved can still be settled. Published as {@code channel.deleted}
   * with the key {@code channel:<id>}.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to delete
   */
  public void delete(UUID id) {
    if (!executor.one(DELETE, Row::nextBoolean, tenantId, id)) {
      throw notFound(id);
    }
  }

  /**
   * Deletes the channels of a group that was deleted, as {@link #delete} does; in a system scope.
   *
   * @return how many
   * @throws ScopeDeniedException in a tenant's scope
   */
  public long deleteOfGroup(UUID groupId) {
    return executor.one(DELETE_OF_GROUP, Row::nextLong, tenantId, groupId);
  }

  /** Whether who is asking may send a request through a channel now. */
  public boolean canUse(UUID id) {
    return executor.one(CAN_USE, Row::nextBoolean, tenantId, id);
  }

  /** Why who is asking may use a channel now, or why not, as far as they can see. */
  public ChannelAccess explainAccess(UUID id) {
    return executor.one(EXPLAIN, ChannelAccess::read, tenantId, id);
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("channel", id);
  }
}

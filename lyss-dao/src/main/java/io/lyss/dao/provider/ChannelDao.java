package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.CHANNEL_STATES;
import static io.lyss.dao.provider.jooq.Tables.EXPLAIN_CHANNEL_ACCESS;
import static io.lyss.dao.provider.jooq.Tables.PROVIDER_CHANNELS;
import static io.lyss.dao.provider.jooq.Tables.QUOTA_COUNTERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.when;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Cursor;
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
import io.lyss.dao.internal.RowTypeBuilder;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.provider.jooq.Routines;
import io.lyss.dao.provider.jooq.routines.DeleteChannel;
import io.lyss.dao.provider.jooq.routines.DeleteGroupChannels;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The channels of one tenant. Who sees, uses and changes one depends on its {@linkplain
 * ChannelScope scope}; a hidden channel is answered like one that does not exist.
 */
public final class ChannelDao {

  private static final RowType<Models> MODELS =
      RowType.builder(Models.class, PROVIDER_CHANNELS)
          .column("names", PROVIDER_CHANNELS.MODELS)
          .expression("names", table -> ModelColumns.names(Sql.in(table, PROVIDER_CHANNELS.MODELS)))
          .argument("names", ModelColumns::namesArg)
          .column("mapping", PROVIDER_CHANNELS.MODEL_MAPPING)
          .expression(
              "mapping",
              table -> ModelColumns.mapping(Sql.in(table, PROVIDER_CHANNELS.MODEL_MAPPING)))
          .argument("mapping", ModelColumns::mappingArg)
          .build();

  private static final RowType<NewChannel.Share> SHARE =
      RowType.of(NewChannel.Share.class, PROVIDER_CHANNELS);

  private static final RowType<Limits> LIMITS =
      RowType.builder(Limits.class, PROVIDER_CHANNELS)
          .column("limit", PROVIDER_CHANNELS.QUOTA)
          .build();

  private static <T extends Record> RowTypeBuilder<T> row(Class<T> type) {
    return RowType.builder(type, PROVIDER_CHANNELS)
        .column("typeId", PROVIDER_CHANNELS.TYPE)
        .row("models", MODELS)
        .row("limits", LIMITS);
  }

  private static final RowType<Channel> ROW =
      row(Channel.class)
          .column("scope", PROVIDER_CHANNELS.CONFIG_SCOPE)
          .converted("status", Integer.class, ChannelStatus::of, ChannelStatus::code)
          .expression("usedQuota", table -> counted(table, QUOTA_COUNTERS.USED))
          .expression("heldQuota", table -> counted(table, QUOTA_COUNTERS.HELD))
          .build();

  /** What the channel's slots have counted of its quota. */
  private static Field<?> counted(Table<?> channels, Field<BigDecimal> what) {
    return field(
            select(coalesce(sum(what), inline(BigDecimal.ZERO)))
                .from(QUOTA_COUNTERS)
                .where(QUOTA_COUNTERS.TENANT_ID.eq(Sql.in(channels, PROVIDER_CHANNELS.TENANT_ID)))
                .and(QUOTA_COUNTERS.LIMIT_ID.eq(Sql.in(channels, PROVIDER_CHANNELS.ID)))
                .and(QUOTA_COUNTERS.MEASURE.eq(inline("quota"))))
        .cast(SQLDataType.BIGINT);
  }

  private static final RowType<NewChannel> NEW = row(NewChannel.class).build();

  private static final RowType<ChannelAccess> ACCESS =
      RowType.of(ChannelAccess.class, EXPLAIN_CHANNEL_ACCESS);

  private static final Condition OF_TENANT = Sql.is(PROVIDER_CHANNELS.TENANT_ID);

  private static final Condition THIS = OF_TENANT.and(Sql.is(PROVIDER_CHANNELS.ID));

  private static final Field<Long> ADDED = Sql.arg("amount", SQLDataType.BIGINT);

  private static final Condition USABLE =
      condition(
              Routines.canUseChannel(
                  CHANNEL_STATES.CONFIG_SCOPE, CHANNEL_STATES.OWNER_ID, CHANNEL_STATES.GROUP_ID))
          .and(CHANNEL_STATES.STATE.eq(inline("available")));

  private static final ScopedStatement<Channel> CREATE_PERSONAL =
      creating(ChannelScope.PERSONAL, PROVIDER_CHANNELS.OWNER_ID);

  private static final ScopedStatement<Channel> CREATE_GROUP =
      creating(ChannelScope.GROUP, PROVIDER_CHANNELS.GROUP_ID);

  private static final ScopedStatement<Channel> CREATE_TENANT = creating(ChannelScope.TENANT);

  private static ScopedStatement<Channel> creating(ChannelScope scope, Field<?>... owner) {
    return ProviderService.statement(
        ROW,
        () ->
            insertInto(PROVIDER_CHANNELS)
                .set(Sql.args(PROVIDER_CHANNELS.TENANT_ID))
                .set(PROVIDER_CHANNELS.CONFIG_SCOPE, inline(Sql.column(scope)))
                .set(Sql.args(owner))
                .set(NEW.arguments())
                .returningResult(ROW.columns()));
  }

  private static final ScopedStatement<Channel> FIND =
      ProviderService.statement(
          ROW, () -> select(ROW.columns()).from(PROVIDER_CHANNELS).where(THIS));

  private static final ScopedStatement<Channel> LIST =
      ProviderService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(PROVIDER_CHANNELS)
                  .where(OF_TENANT)
                  .and(PROVIDER_CHANNELS.ID.gt(Sql.afterId()))
                  .orderBy(PROVIDER_CHANNELS.ID)
                  .limit(Sql.limit()));

  private static final ScopedStatement<Channel> LIST_USABLE =
      ProviderService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(CHANNEL_STATES)
                  .join(PROVIDER_CHANNELS)
                  .on(PROVIDER_CHANNELS.TENANT_ID.eq(CHANNEL_STATES.TENANT_ID))
                  .and(PROVIDER_CHANNELS.ID.eq(CHANNEL_STATES.ID))
                  .where(Sql.is(CHANNEL_STATES.TENANT_ID))
                  .and(CHANNEL_STATES.ID.gt(Sql.afterId()))
                  .and(USABLE)
                  .and(
                      condition(
                          "{0} @> to_jsonb({1}::text)",
                          CHANNEL_STATES.MODELS, Sql.arg("model", SQLDataType.CLOB)))
                  .orderBy(CHANNEL_STATES.ID)
                  .limit(Sql.limit()));

  private static final ScopedStatement<Channel> UPDATE =
      ProviderService.statement(
          ROW,
          () ->
              DSL.update(PROVIDER_CHANNELS)
                  .set(Sql.args(PROVIDER_CHANNELS.NAME))
                  .set(MODELS.arguments())
                  .set(SHARE.arguments())
                  .set(LIMITS.arguments())
                  .where(THIS)
                  .and(Sql.is(PROVIDER_CHANNELS.UPDATED_AT))
                  .returningResult(ROW.columns()));

  // -2 is refused by the constraint of quota; -1 would be no limit
  private static final ScopedStatement<Channel> ADD_QUOTA =
      ProviderService.statement(
          ROW,
          () ->
              DSL.update(PROVIDER_CHANNELS)
                  .set(
                      PROVIDER_CHANNELS.QUOTA,
                      when(PROVIDER_CHANNELS.QUOTA.eq(inline(-1L)), inline(-1L))
                          .when(
                              PROVIDER_CHANNELS.QUOTA.ge(ADDED.neg()),
                              PROVIDER_CHANNELS.QUOTA.plus(ADDED))
                          .else_(inline(-2L)))
                  .where(THIS)
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<Channel> SET_KEY = setting(PROVIDER_CHANNELS.KEY);

  private static final ScopedStatement<Channel> SET_STATUS = setting(PROVIDER_CHANNELS.STATUS);

  private static ScopedStatement<Channel> setting(Field<?> column) {
    return ProviderService.statement(
        ROW,
        () ->
            DSL.update(PROVIDER_CHANNELS)
                .set(Sql.args(column))
                .where(THIS)
                .returningResult(ROW.columns()));
  }

  private static final ScopedStatement<Ciphertext> KEY =
      ProviderService.statement(
          RowType.value(Ciphertext.class),
          () -> select(PROVIDER_CHANNELS.KEY).from(PROVIDER_CHANNELS).where(THIS));

  private static final ScopedStatement<Boolean> DELETE =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new DeleteChannel()).value());

  private static final ScopedStatement<Long> DELETE_BY_GROUP =
      ProviderService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new DeleteGroupChannels()).value());

  private static final ScopedStatement<Boolean> CAN_USE =
      ProviderService.statement(
          RowType.value(Boolean.class),
          () ->
              select(
                  field(
                      exists(
                          selectOne()
                              .from(CHANNEL_STATES)
                              .where(Sql.is(CHANNEL_STATES.TENANT_ID))
                              .and(Sql.is(CHANNEL_STATES.ID))
                              .and(USABLE)))));

  private static final ScopedStatement<ChannelAccess> EXPLAIN =
      ProviderService.statement(ACCESS, () -> FunctionCall.of(EXPLAIN_CHANNEL_ACCESS).rows(ACCESS));

  private final ScopedExecutor executor;

  ChannelDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Creates an enabled channel that is a user's own.
   *
   * @param ownerId the user of this scope; in a system scope, any user
   * @throws ConflictException if the user has a channel of that name
   * @throws ConstraintException if a value is refused, or there is no such type
   * @throws ScopeDeniedException if it would be another user's
   */
  public Channel createPersonal(UUID ownerId, NewChannel channel) {
    return executor.call(CREATE_PERSONAL).with("owner_id", ownerId).with(NEW, channel).one();
  }

  /**
   * Creates an enabled channel of a group. Groups are another service's; whether this one exists is
   * not checked.
   *
   * @throws ConflictException if the group has a channel of that name
   * @throws ConstraintException if a value is refused, or there is no such type
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Channel createForGroup(UUID groupId, NewChannel channel) {
    return executor.call(CREATE_GROUP).with("group_id", groupId).with(NEW, channel).one();
  }

  /**
   * Creates an enabled channel of the whole tenant.
   *
   * @throws ConflictException if the tenant has a channel of that name
   * @throws ConstraintException if a value is refused, or there is no such type
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Channel createForTenant(NewChannel channel) {
    return executor.call(CREATE_TENANT).with(NEW, channel).one();
  }

  public Optional<Channel> find(UUID id) {
    return executor.call(FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if there is no such channel in this scope
   */
  public Channel get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The channels that this scope sees, the one created first first. */
  public Page<Channel> list(PageRequest page) {
    return executor.call(LIST).oldestFirst(page, ChannelDao::cursor);
  }

  /** The channels through which the current user can send a request of a model now. */
  public Page<Channel> listUsable(String model, PageRequest page) {
    return executor.call(LIST_USABLE).with("model", model).oldestFirst(page, ChannelDao::cursor);
  }

  private static Cursor cursor(Channel channel) {
    return new Cursor(channel.id());
  }

  /**
   * Changes name, models, share and limits to those of the given channel, as it was read and then
   * edited.
   *
   * @return the channel as it is now
   * @throws ConflictException if it was changed since it was read, or the name is taken
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   * @throws ConstraintException if a value is refused
   */
  public Channel update(Channel edited) {
    return Edited.orRefuse(
        executor
            .call(UPDATE)
            .with("id", edited.id())
            .with("updated_at", edited.updatedAt())
            .with("name", edited.name())
            .with(MODELS, edited.models())
            .with(SHARE, edited.share())
            .with(LIMITS, edited.limits())
            .find(),
        edited.updatedAt(),
        () -> find(edited.id()),
        Channel::updatedAt,
        "channel",
        edited.id());
  }

  /**
   * Adds to the quota, whatever it is by now: concurrent additions all count. A channel without
   * limit stays without.
   *
   * @param amount how much; negative to take some away
   * @return the channel as it is now
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   * @throws ConstraintException if less than 0 would be left of the quota
   */
  public Channel addQuota(UUID id, long amount) {
    return changed(id, executor.call(ADD_QUOTA).with("amount", amount));
  }

  /**
   * Replaces the key.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   */
  public Channel setKey(UUID id, Ciphertext key) {
    return changed(id, executor.call(SET_KEY).with("key", key));
  }

  /**
   * The encrypted key; in a system scope.
   *
   * @throws NotFoundException if there is no such channel
   * @throws ScopeDeniedException in a tenant's scope
   */
  public Ciphertext key(UUID id) {
    return executor.call(KEY).with("id", id).find().orElseThrow(() -> notFound(id));
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
    return changed(id, executor.call(SET_STATUS).with("status", status.code()));
  }

  private static Channel changed(UUID id, Call<Channel> call) {
    return call.with("id", id).find().orElseThrow(() -> notFound(id));
  }

  /**
   * Deletes a channel and its key. A token that is restricted to this channel alone can use none
   * any more. Usage stays, and reservations can still be settled. Published as {@code
   * channel.deleted} with the key {@code channel:<id>}.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to delete
   */
  public void delete(UUID id) {
    if (!executor.call(DELETE).with("id", id).one()) {
      throw notFound(id);
    }
  }

  /**
   * Deletes the channels of a group that was deleted, as {@link #delete} does; in a system scope.
   *
   * @return how many
   * @throws ScopeDeniedException in a tenant's scope
   */
  public long deleteByGroup(UUID groupId) {
    return executor.call(DELETE_BY_GROUP).with("group_id", groupId).one();
  }

  /** Whether the current user may send a request through a channel now. */
  public boolean canUse(UUID id) {
    return executor.call(CAN_USE).with("id", id).one();
  }

  /** Why the current user may use a channel now, or why not, as far as this scope sees. */
  public ChannelAccess explainAccess(UUID id) {
    return executor.call(EXPLAIN).with("id", id).one();
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("channel", id);
  }
}

package io.lyss.dao.provider;

import static io.lyss.dao.provider.ChannelRows.ROW;
import static io.lyss.dao.provider.jooq.Tables.ADD_CHANNEL_QUOTA;
import static io.lyss.dao.provider.jooq.Tables.CHANNEL_STATE;
import static io.lyss.dao.provider.jooq.Tables.CREATE_CHANNEL;
import static io.lyss.dao.provider.jooq.Tables.EXPLAIN_CHANNEL_ACCESS;
import static io.lyss.dao.provider.jooq.Tables.READ_CHANNEL_KEY;
import static io.lyss.dao.provider.jooq.Tables.SET_CHANNEL_KEY;
import static io.lyss.dao.provider.jooq.Tables.SET_CHANNEL_STATUS;
import static io.lyss.dao.provider.jooq.Tables.UPDATE_CHANNEL;
import static io.lyss.dao.provider.jooq.Tables.USABLE_CHANNELS;
import static io.lyss.dao.provider.jooq.Tables.VISIBLE_CHANNELS;

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
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.provider.jooq.routines.DeleteChannel;
import io.lyss.dao.provider.jooq.routines.DeleteGroupChannels;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one tenant. Who sees, uses and changes one depends on its {@linkplain
 * ChannelScope scope}; a call about a hidden channel is answered as if it did not exist.
 */
public final class ChannelDao {

  private static final RowType<ChannelAccess> ACCESS =
      RowType.of(ChannelAccess.class, EXPLAIN_CHANNEL_ACCESS);

  private static ScopedStatement<Channel> channel(FunctionCall function) {
    return ProviderService.statement(ROW, () -> function.rows(ROW));
  }

  private static ScopedStatement<Channel> channelWithModels(FunctionCall function) {
    return channel(
        function
            .passing("models", ModelColumns.namesArg("models"))
            .passing("model_mapping", ModelColumns.mappingArg("model_mapping")));
  }

  private static final ScopedStatement<Channel> CREATE =
      channelWithModels(FunctionCall.of(CREATE_CHANNEL));

  private static final ScopedStatement<Channel> UPDATE =
      channelWithModels(FunctionCall.of(UPDATE_CHANNEL));

  private static final ScopedStatement<Channel> ADD_QUOTA =
      channel(FunctionCall.of(ADD_CHANNEL_QUOTA));

  private static final ScopedStatement<Channel> SET_KEY = channel(FunctionCall.of(SET_CHANNEL_KEY));

  private static final ScopedStatement<Channel> SET_STATUS =
      channel(FunctionCall.of(SET_CHANNEL_STATUS));

  private static final ScopedStatement<Channel> FIND = channel(FunctionCall.of(CHANNEL_STATE));

  private static final ScopedStatement<Channel> LIST = channel(FunctionCall.of(VISIBLE_CHANNELS));

  private static final ScopedStatement<Channel> LIST_USABLE =
      channel(FunctionCall.of(USABLE_CHANNELS));

  private static final RowType<Ciphertext> KEY = RowType.of(Ciphertext.class, READ_CHANNEL_KEY.KEY);

  private static final ScopedStatement<Ciphertext> READ_KEY =
      ProviderService.statement(KEY, () -> FunctionCall.of(READ_CHANNEL_KEY).rows(KEY));

  private static final ScopedStatement<Boolean> DELETE =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new DeleteChannel()).value());

  private static final ScopedStatement<Long> DELETE_BY_GROUP =
      ProviderService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new DeleteGroupChannels()).value());

  private static final RowType<Boolean> GRANTED =
      RowType.of(Boolean.class, EXPLAIN_CHANNEL_ACCESS.GRANTED);

  private static final ScopedStatement<Boolean> CAN_USE =
      ProviderService.statement(
          GRANTED, () -> FunctionCall.of(EXPLAIN_CHANNEL_ACCESS).rows(GRANTED));

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
    return create("ChannelDao.createPersonal", ChannelScope.PERSONAL, ownerId, null, channel);
  }

  /**
   * Creates an enabled channel of a group. Groups are stored by another service, so it is not
   * checked whether this one exists.
   *
   * @throws ConflictException if the group has a channel of that name
   * @throws ConstraintException if a value is refused, or there is no such type
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Channel createForGroup(UUID groupId, NewChannel channel) {
    return create("ChannelDao.createForGroup", ChannelScope.GROUP, null, groupId, channel);
  }

  /**
   * Creates an enabled channel of the whole tenant.
   *
   * @throws ConflictException if the tenant has a channel of that name
   * @throws ConstraintException if a value is refused, or there is no such type
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Channel createForTenant(NewChannel channel) {
    return create("ChannelDao.createForTenant", ChannelScope.TENANT, null, null, channel);
  }

  private Channel create(
      String call,
      ChannelScope scope,
      @Nullable UUID ownerId,
      @Nullable UUID groupId,
      NewChannel channel) {
    return executor
        .call(call, CREATE)
        .with("config_scope", scope)
        .with("owner_id", ownerId)
        .with("group_id", groupId)
        .with(ChannelRows.NEW, channel)
        .one();
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<Channel> find(UUID id) {
    return executor.read("ChannelDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if there is no such channel in this scope
   */
  public Channel get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The channels that this scope sees, in the order in which they were created. */
  public Page<Channel> list(PageRequest page) {
    return executor.read("ChannelDao.list", LIST).oldestFirst(page, ChannelDao::cursor);
  }

  /** The channels through which the current user can send a request of a model now. */
  public Page<Channel> listUsable(String model, PageRequest page) {
    return executor
        .read("ChannelDao.listUsable", LIST_USABLE)
        .with("model", model)
        .oldestFirst(page, ChannelDao::cursor);
  }

  private static Cursor cursor(Channel channel) {
    return new Cursor(channel.id());
  }

  /**
   * Changes the name, models, share and limits of a channel. The given channel is the stored one as
   * it was read, with the edits.
   *
   * @return the channel as it is now
   * @throws ConflictException if it was changed since it was read, or the name is taken
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   * @throws ConstraintException if a value is refused
   */
  public Channel update(Channel edited) {
    return Edited.orRefuse(
        executor.call("ChannelDao.update", UPDATE).withTaken(ROW, edited).find(),
        edited.updatedAt(),
        () -> find(edited.id()),
        Channel::updatedAt,
        "channel",
        edited.id());
  }

  /**
   * Adds to the quota. Concurrent additions all count. Idempotent by the addition's id. A channel
   * without a limit stays without one.
   *
   * @param additionId from {@link io.lyss.dao.Ids#next}
   * @param amount how much to add; negative to take away
   * @return the channel as it is now
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   * @throws ConstraintException if the quota would become less than 0
   */
  public Channel addQuota(UUID id, UUID additionId, long amount) {
    return changed(
        id,
        executor
            .call("ChannelDao.addQuota", ADD_QUOTA)
            .with("addition_id", additionId)
            .with("amount", amount));
  }

  /**
   * Replaces the key.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   */
  public Channel setKey(UUID id, Ciphertext key) {
    return changed(id, executor.call("ChannelDao.setKey", SET_KEY).with("key", key));
  }

  /**
   * The encrypted key; in a system scope. The audit log gets an entry {@code read_secret}, once an
   * hour for each reason and channel, so the transaction must be able to write. If the transaction
   * is rolled back, the entry goes with it, but the server's log still has it.
   *
   * @throws NotFoundException if there is no such channel
   * @throws ScopeDeniedException in a tenant's scope
   */
  public Ciphertext key(UUID id) {
    return executor
        .call("ChannelDao.key", READ_KEY)
        .with("id", id)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Lets the channel serve requests, even if it is cooling down. Earlier failures are forgotten,
   * and later reports of requests that were sent before this are ignored.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   */
  public Channel enable(UUID id) {
    return setStatus("ChannelDao.enable", id, ChannelStatus.ENABLED);
  }

  /**
   * Stops the channel from serving requests until it is enabled.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to change
   */
  public Channel disable(UUID id) {
    return setStatus("ChannelDao.disable", id, ChannelStatus.DISABLED);
  }

  private Channel setStatus(String call, UUID id, ChannelStatus status) {
    return changed(id, executor.call(call, SET_STATUS).with("status", status.code()));
  }

  private static Channel changed(UUID id, Call<Channel> call) {
    return call.with("id", id).find().orElseThrow(() -> notFound(id));
  }

  /**
   * Deletes a channel and its key. A token that is restricted to this channel can then use none.
   * Usage stays, and reservations can still be settled. Published as {@code channel.deleted} with
   * the key {@code channel:<id>}.
   *
   * @throws NotFoundException if there is no such channel, or it is not this scope's to delete
   */
  public void delete(UUID id) {
    if (!executor.call("ChannelDao.delete", DELETE).with("id", id).one()) {
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
    return executor
        .call("ChannelDao.deleteByGroup", DELETE_BY_GROUP)
        .with("group_id", groupId)
        .one();
  }

  /** Whether the current user may send a request of a model through a channel now. */
  public boolean canUse(UUID id, String model) {
    return executor.read("ChannelDao.canUse", CAN_USE).with("id", id).with("model", model).one();
  }

  /**
   * Why the current user may send a request of a model through a channel now, or why not, as far as
   * this scope sees.
   */
  public ChannelAccess explainAccess(UUID id, String model) {
    return executor
        .read("ChannelDao.explainAccess", EXPLAIN)
        .with("id", id)
        .with("model", model)
        .one();
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("channel", id);
  }
}

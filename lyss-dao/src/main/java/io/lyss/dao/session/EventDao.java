package io.lyss.dao.session;

import static io.lyss.dao.session.jooq.Tables.GIVEN_UP_EVENTS;
import static io.lyss.dao.session.jooq.Tables.OUTBOX_EVENTS;
import static io.lyss.dao.session.jooq.Tables.OUTBOX_KEYS;
import static io.lyss.dao.session.jooq.Tables.OUTBOX_LAG;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.session.jooq.Routines;
import io.lyss.dao.session.jooq.Tables;
import io.lyss.dao.session.jooq.routines.ConsumeEvent;
import io.lyss.dao.session.jooq.routines.DivertEvent;
import io.lyss.dao.session.jooq.routines.ForgetConsumedEvents;
import io.lyss.dao.session.jooq.routines.GiveUpEvent;
import io.lyss.dao.session.jooq.routines.PublishHostEvent;
import io.lyss.dao.session.jooq.routines.TakeBackEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.Routine;

/**
 * The outbox of a database. An event is written in the transaction of the change that it reports.
 * Each event is handled at least once; events of one key are handled in order, by one worker at a
 * time.
 *
 * <p>Each scope may publish and consume. All other calls need the scope of system work or of an
 * administrator. In a tenant's scope they fail with {@link ScopeDeniedException}.
 */
public final class EventDao {

  /** The longest wait for events, in hours. */
  public static final int MAX_WAIT_HOURS = 24;

  private static final ScopedStatement<UUID> PUBLISH =
      Common.statement(
          RowType.value(UUID.class), () -> FunctionCall.of(new PublishHostEvent()).value());

  private static final ScopedStatement<Boolean> CONSUME =
      Common.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new ConsumeEvent()).value());

  private static final ScopedStatement<Long> FORGET_CONSUMED =
      Common.statement(
          RowType.value(Long.class),
          () -> FunctionCall.of(new ForgetConsumedEvents()).omitting("limit").value());

  private static final ScopedStatement<Boolean> DIVERT =
      Common.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new DivertEvent()).value());

  private static final ScopedStatement<String> DIVERTED_TO =
      Common.statement(
          RowType.value(String.class), () -> FunctionCall.of(Tables.DIVERTED_TO).value());

  private static final ScopedStatement<Boolean> GIVE_UP = moved(new GiveUpEvent());

  private static final ScopedStatement<Boolean> TAKE_BACK = moved(new TakeBackEvent());

  /** A statement of a function that answers whether it has moved an event. */
  private static ScopedStatement<Boolean> moved(Routine<Boolean> function) {
    return Common.statement(RowType.value(Boolean.class), () -> FunctionCall.of(function).value());
  }

  private static final RowType<GivenUpEvent> GIVEN_UP_EVENT =
      RowType.of(GivenUpEvent.class, GIVEN_UP_EVENTS);

  private static final ScopedStatement<GivenUpEvent> GIVEN_UP =
      Common.statement(
          GIVEN_UP_EVENT,
          () ->
              select(GIVEN_UP_EVENT.columns())
                  .from(GIVEN_UP_EVENTS)
                  .orderBy(GIVEN_UP_EVENTS.GIVEN_UP_AT, GIVEN_UP_EVENTS.ID)
                  .limit(Sql.limit()));

  /** The event belongs to the key of the row. */
  private static final Condition OF_KEY =
      OUTBOX_EVENTS
          .TENANT_ID
          .eq(OUTBOX_KEYS.TENANT_ID)
          .and(OUTBOX_EVENTS.KEY.eq(OUTBOX_KEYS.KEY))
          .and(OUTBOX_EVENTS.POSITION.ge(OUTBOX_KEYS.FIRST_POSITION));

  /** A key can be without events while one is being published: that key does not wait. */
  private static final Condition WAITS = Sql.exists(selectOne().from(OUTBOX_EVENTS).where(OF_KEY));

  private static final ScopedStatement<Boolean> DUE =
      Common.statement(
          RowType.value(Boolean.class),
          () ->
              select(
                  field(
                      Sql.exists(
                          selectOne()
                              .from(OUTBOX_KEYS)
                              .where(OUTBOX_KEYS.NEXT_AT.ge(Routines.outboxFloor()))
                              .and(OUTBOX_KEYS.NEXT_AT.le(Routines.statementTime()))
                              .and(WAITS)))));

  private static final RowType<WaitingKey> WAITING_KEY =
      RowType.builder(WaitingKey.class, OUTBOX_KEYS)
          .column("claimed", field(OUTBOX_KEYS.CLAIM.isNotNull()))
          .column(
              "eventId",
              field(
                  select(OUTBOX_EVENTS.ID)
                      .from(OUTBOX_EVENTS)
                      .where(OF_KEY)
                      .orderBy(OUTBOX_EVENTS.POSITION)
                      .limit(inline(1))))
          .build();

  private static final ScopedStatement<WaitingKey> WAITING =
      Common.statement(
          WAITING_KEY,
          () ->
              select(WAITING_KEY.columns())
                  .from(OUTBOX_KEYS)
                  .where(OUTBOX_KEYS.FAILURES.ge(Sql.arg(OUTBOX_KEYS.FAILURES)))
                  .and(WAITS)
                  .orderBy(OUTBOX_KEYS.NEXT_AT)
                  .limit(Sql.limit()));

  private static final RowType<OutboxLag> LAG = RowType.of(OutboxLag.class, OUTBOX_LAG);

  private static final ScopedStatement<OutboxLag> LAGS =
      Common.statement(LAG, () -> select(LAG.columns()).from(OUTBOX_LAG));

  private final ScopedExecutor executor;

  EventDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Publishes an event of the host, in the transaction of this session.
   *
   * @param tenantId the tenant; in a tenant's scope only its own tenant
   * @param key the subject, such as {@code order:7}; 1 to 200 characters. It must not begin with a
   *     word of LYSS's own keys, such as {@code user:}. Others that publish with the same key wait
   *     until this transaction ends
   * @param type two words of lower-case letters and underscores, such as {@code order.placed}; the
   *     first must be no word of LYSS's own events, such as {@code user}
   * @param payload a JSON object, without secrets
   * @return the event's id
   * @throws ScopeDeniedException for another tenant than the scope's
   * @throws ConstraintException if key, type or payload is refused
   */
  public UUID publish(UUID tenantId, String key, String type, Json payload) {
    return executor
        .call("EventDao.publish", PUBLISH)
        .with("tenant_id", tenantId)
        .with("key", key)
        .with("type", type)
        .with("payload", payload)
        .one();
  }

  /**
   * Claims waiting keys that no other worker has claimed, and passes the events of each key to the
   * handler, in their order. If the thread is interrupted, that is no failure of the event: the
   * remaining keys are released, and the thread stays interrupted.
   *
   * @param keys how many keys at most
   * @param lease how long other workers leave these keys alone. It is renewed after an event if
   *     less than half of it is left, so it should be at least twice as long as handling one event
   *     takes. When the lease of a dead worker ends, others claim its keys
   * @return what was handled and what failed; if both are empty, nothing is due now
   * @throws IllegalArgumentException if the lease is zero or negative
   */
  public Delivery deliver(int keys, Duration lease, EventHandler handler) {
    try (Claim claim = new Claim(executor, lease)) {
      return claim.deliver(keys, handler);
    }
  }

  /**
   * Has an event wait for one receiver that cannot take it now, under the key {@code
   * relay:<receiver>/<key>}. It is for a worker that has claimed the event and delivers it to
   * several receivers. The event is tried again after pauses, after those that already wait for
   * that receiver, and delays no other receiver. It keeps its actor, reason and time. A worker that
   * dies before the event is handled may leave it to be diverted a second time.
   *
   * @param receiver a short name without a slash, such as {@code chat}
   * @return false if another worker has delivered the event meanwhile
   * @throws ConstraintException if that key has more than 300 characters
   */
  public boolean divert(Event event, String receiver) {
    return executor
        .call("EventDao.divert", DIVERT)
        .with("tenant_id", event.tenantId())
        .with("key", event.key())
        .with("position", event.position())
        .with("receiver", receiver)
        .one();
  }

  /**
   * The receivers, of those given, for which {@linkplain #divert diverted} events of the same key
   * still wait. This event has to wait behind them.
   */
  public Set<String> divertedTo(Event event, List<String> receivers) {
    return Set.copyOf(
        executor
            .call("EventDao.divertedTo", DIVERTED_TO)
            .with("tenant_id", event.tenantId())
            .with("key", event.key())
            .with("receivers", receivers)
            .list());
  }

  /**
   * Waits until there is something to deliver, or until the timeout. Meanwhile it holds a
   * connection of its own. If that reaches the server directly or through a pooler in session mode,
   * a notification ends the wait at once. Otherwise, and for failed events that are due again, it
   * looks once a second.
   *
   * @param timeout from zero to {@value #MAX_WAIT_HOURS} hours
   * @return false if the timeout passed and nothing is to be delivered
   * @throws IllegalArgumentException if the timeout is out of bounds
   * @throws IllegalStateException in a transaction of the host, because it would stay open
   *     meanwhile
   */
  public boolean await(Duration timeout) {
    return executor.awaitNotification("EventDao.await", channel(), bounded(timeout), DUE);
  }

  /**
   * The same on a connection of another data source: for a worker whose own data source goes
   * through a pooler in transaction mode.
   *
   * @param direct a data source that reaches the server directly, with the login of the application
   */
  public boolean await(Duration timeout, DataSource direct) {
    return executor
        .over(direct)
        .awaitNotification("EventDao.await", channel(), bounded(timeout), DUE);
  }

  private static Duration bounded(Duration timeout) {
    if (timeout.isNegative() || timeout.compareTo(Duration.ofHours(MAX_WAIT_HOURS)) > 0) {
      throw new IllegalArgumentException(
          "timeout is from zero to " + MAX_WAIT_HOURS + " hours, not " + timeout);
    }
    return timeout;
  }

  /** The channel that the function write_event notifies. */
  private String channel() {
    String schema = executor.schema();
    return schema.substring(0, Math.min(schema.length(), 56)) + "_outbox";
  }

  /**
   * Records that an event of another database is handled, in the transaction of this session;
   * {@link ServiceSession#once} does so and runs the work.
   *
   * @param consumer the name of the handler; 1 to 100 characters
   * @return false if it was recorded before
   */
  public boolean consume(String consumer, Event event) {
    return executor
        .call("EventDao.consume", CONSUME)
        .with("tenant_id", event.tenantId())
        .with("consumer", consumer)
        .with("event_id", event.id())
        .one();
  }

  /**
   * Deletes old records of {@link #consume}. If a lock_timeout is set, records of up to two tenants
   * are left to the next call while another transaction is deleting records of theirs.
   *
   * @param olderThan their least age. It has to be longer than the time within which an event can
   *     be delivered again
   * @return how many were deleted
   * @throws io.lyss.dao.error.LyssException if lock_timeout has passed, and nothing else was old
   *     enough, or for more than two tenants
   */
  public long forgetConsumed(Duration olderThan) {
    return executor
        .call("EventDao.forgetConsumed", FORGET_CONSUMED)
        .with("older_than", olderThan)
        .one();
  }

  /**
   * The keys with events that are not handled yet, in the order in which they can be claimed.
   *
   * @param failures only keys whose first event has failed at least this often; 0 for all
   * @param limit how many at most
   */
  public List<WaitingKey> listWaiting(int failures, int limit) {
    return executor
        .read("EventDao.listWaiting", WAITING)
        .with("failures", failures)
        .with("limit", limit)
        .list();
  }

  /**
   * Gives up an event that will never succeed. It is set aside, and later events of its key are
   * delivered at once. The audit log has an entry with the reason of the scope. Only the first
   * event of a key can be given up, once it has failed, while no worker is handling it. A second
   * call does nothing. Others that publish with the key wait until this transaction ends.
   *
   * <p>An event of the host that a user published, or whose key has the user's id, is deleted when
   * the user is erased. If they are erased already, it is recorded and not kept, unless a legal
   * hold is on them.
   *
   * @param eventId of a {@link Delivery.Failure}, or of a {@link WaitingKey} that has failed
   * @return false if the event was handled or given up meanwhile, has not failed, is not the first
   *     of its key, or is claimed by a worker. In the last case try again
   * @throws ScopeDeniedException outside a system scope, also for an administrator
   */
  public boolean giveUp(UUID tenantId, UUID eventId) {
    return move("EventDao.giveUp", GIVE_UP, tenantId, eventId);
  }

  /**
   * Puts an event that was given up back into the outbox, with its id and its time. It is delivered
   * once more, as the last of its key. The audit log has an entry. A second call does nothing.
   *
   * @return false if the event is not given up
   * @throws ScopeDeniedException outside a system scope, also for an administrator
   */
  public boolean takeBack(UUID tenantId, UUID eventId) {
    return move("EventDao.takeBack", TAKE_BACK, tenantId, eventId);
  }

  private boolean move(
      String call, ScopedStatement<Boolean> statement, UUID tenantId, UUID eventId) {
    return executor.call(call, statement).with("tenant_id", tenantId).with("id", eventId).one();
  }

  /**
   * The events of all tenants that were given up and not taken back, oldest first.
   *
   * @param limit how many at most
   */
  public List<GivenUpEvent> listGivenUp(int limit) {
    return executor.read("EventDao.listGivenUp", GIVEN_UP).with("limit", limit).list();
  }

  /**
   * How much was not handled yet, of all tenants, and since when.
   *
   * @throws ScopeDeniedException outside a system scope
   */
  public OutboxLag lag() {
    return executor.read("EventDao.lag", LAGS).one();
  }
}

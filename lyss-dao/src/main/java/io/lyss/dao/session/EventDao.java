package io.lyss.dao.session;

import static io.lyss.dao.session.jooq.Tables.OUTBOX_KEYS;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import io.lyss.dao.Json;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.session.jooq.routines.ConsumeEvent;
import io.lyss.dao.session.jooq.routines.ForgetConsumedEvents;
import io.lyss.dao.session.jooq.routines.PublishEvent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The outbox of a database: events that were written with the changes that they tell of, each to be
 * handled at least once, those of one key in order and by one worker at a time.
 *
 * <p>Publishing and consuming is for every scope; the rest for system work, in another scope it
 * fails with {@link ScopeDeniedException}.
 */
public final class EventDao {

  private static final ScopedStatement<UUID> PUBLISH =
      Common.statement(
          RowType.value(UUID.class), () -> FunctionCall.of(new PublishEvent()).value());

  private static final ScopedStatement<Boolean> CONSUME =
      Common.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new ConsumeEvent()).value());

  private static final ScopedStatement<Long> FORGET_CONSUMED =
      Common.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new ForgetConsumedEvents()).value());

  private static final ScopedStatement<Boolean> DUE =
      Common.statement(
          RowType.value(Boolean.class),
          () ->
              select(
                  field(
                      exists(
                          selectOne()
                              .from(OUTBOX_KEYS)
                              .where(OUTBOX_KEYS.NEXT_AT.le(currentInstant()))))));

  private static final RowType<WaitingKey> WAITING_KEY =
      RowType.builder(WaitingKey.class, OUTBOX_KEYS)
          .column("claimed", field(OUTBOX_KEYS.CLAIM.isNotNull()))
          .build();

  private static final ScopedStatement<WaitingKey> WAITING =
      Common.statement(
          WAITING_KEY,
          () ->
              select(WAITING_KEY.columns())
                  .from(OUTBOX_KEYS)
                  .where(OUTBOX_KEYS.FAILURES.ge(Sql.arg(OUTBOX_KEYS.FAILURES)))
                  .orderBy(OUTBOX_KEYS.NEXT_AT)
                  .limit(Sql.limit()));

  private final ScopedExecutor executor;

  EventDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Publishes an event of the host's own, in the transaction of this session.
   *
   * @param tenantId the tenant; in a tenant's scope that one
   * @param key what it is about; 1 to 200 characters
   * @param type two words of lower-case letters and underscores, such as {@code order.placed}
   * @param payload a JSON object, without secrets
   * @return the event's identity
   * @throws ScopeDeniedException for another tenant than the scope's
   */
  public UUID publish(UUID tenantId, String key, String type, Json payload) {
    return executor
        .call(PUBLISH)
        .with("tenant_id", tenantId)
        .with("key", key)
        .with("type", type)
        .with("payload", payload)
        .one();
  }

  /**
   * Takes up keys that wait, and hands each of their events to the handler, in order. What another
   * worker has taken up is left to it. A handler that is interrupted has not failed: what is left
   * is given back, and the thread stays interrupted.
   *
   * @param keys how many keys at most
   * @param lease for how long no other worker takes up one of these keys, counted again from each
   *     event that was handled; at least twice as long as handling one takes. A worker that dies
   *     leaves its keys to others when it ends
   * @return what was handled and what failed; when nothing was, there is nothing to do now
   * @throws IllegalArgumentException if the lease is not longer than nothing
   */
  public Delivery deliver(int keys, Duration lease, EventHandler handler) {
    try (Claim claim = new Claim(executor, lease)) {
      return claim.deliver(keys, handler);
    }
  }

  /**
   * Waits until there is something to deliver, or the time is over. It holds a connection of its
   * own meanwhile, which has to reach the server directly or through a pooler in session mode.
   *
   * @param timeout at least a millisecond; a worker that looks again every few seconds also takes
   *     up what was paused
   * @return whether there may be something to deliver
   */
  public boolean await(Duration timeout) {
    return executor.awaitNotification(
        channel(),
        timeout,
        // what came between the last delivery and now
        DUE);
  }

  /** As publish_event names it. */
  private String channel() {
    String schema = executor.schema();
    return schema.substring(0, Math.min(schema.length(), 56)) + "_outbox";
  }

  /**
   * Enters an event of another database as handled, in the transaction of this session; {@link
   * ServiceSession#once} does so around some work.
   *
   * @param consumer who handles it; 1 to 100 characters
   * @return false if it was entered before
   */
  public boolean consume(String consumer, Event event) {
    return executor
        .call(CONSUME)
        .with("tenant_id", event.tenantId())
        .with("consumer", consumer)
        .with("event_id", event.id())
        .one();
  }

  /**
   * Deletes entries of {@link #consume}.
   *
   * @param olderThan how old they are at least: longer than any event may be delivered again
   * @return how many
   */
  public long forgetConsumed(Duration olderThan) {
    return executor.call(FORGET_CONSUMED).with("older_than", olderThan).one();
  }

  /**
   * The keys with events that were not handled yet, those first that are taken up first.
   *
   * @param failures only those whose first event has failed so often at least; 0 for all
   * @param limit how many at most
   */
  public List<WaitingKey> waiting(int failures, int limit) {
    return executor.call(WAITING).with("failures", failures).with("limit", limit).list();
  }
}

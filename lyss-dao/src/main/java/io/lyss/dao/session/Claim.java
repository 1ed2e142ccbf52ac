package io.lyss.dao.session;

import static io.lyss.dao.session.jooq.Tables.CLAIM_EVENTS;

import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Texts;
import io.lyss.dao.session.jooq.routines.CompleteEvent;
import io.lyss.dao.session.jooq.routines.FailEvent;
import io.lyss.dao.session.jooq.routines.ReleaseEvents;
import io.lyss.dao.session.jooq.routines.RenewClaim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Routine;
import org.jspecify.annotations.Nullable;

/** The keys of the outbox that one worker has claimed, until their leases end. */
final class Claim implements AutoCloseable {

  /** How many events of one key are read at a time. */
  private static final int EVENTS = 100;

  private static final RowType<Claimed> CLAIMED = RowType.of(Claimed.class, CLAIM_EVENTS);

  private static final ScopedStatement<Claimed> CLAIM =
      Common.statement(CLAIMED, () -> FunctionCall.of(CLAIM_EVENTS).rows(CLAIMED));

  private static final ScopedStatement<Boolean> COMPLETE = held(new CompleteEvent());

  private static final ScopedStatement<Boolean> RENEW = held(new RenewClaim());

  private static final ScopedStatement<Boolean> FAIL = held(new FailEvent());

  private static final ScopedStatement<Integer> RELEASE =
      Common.statement(
          RowType.value(Integer.class), () -> FunctionCall.of(new ReleaseEvents()).value());

  /** A statement of a function that answers whether the claim still holds. */
  private static ScopedStatement<Boolean> held(Routine<Boolean> function) {
    return Common.statement(RowType.value(Boolean.class), () -> FunctionCall.of(function).value());
  }

  private final ScopedExecutor executor;
  private final Duration lease;
  private final long begun = System.nanoTime();
  private final List<Delivery.Failure> failures = new ArrayList<>();
  private int handled;
  private int lost;
  private boolean interrupted;
  private @Nullable UUID id;

  Claim(ScopedExecutor executor, Duration lease) {
    if (lease.isZero() || lease.isNegative()) {
      throw new IllegalArgumentException("lease is longer than zero, not " + lease);
    }
    this.executor = executor;
    this.lease = lease;
  }

  Delivery deliver(int keys, EventHandler handler) {
    for (List<Event> events : take(keys)) {
      if (isLate() && !renew(events.get(0))) {
        lost++;
      } else {
        handle(events, handler);
      }
      if (interrupted) {
        break;
      }
    }
    return new Delivery(handled, failures, lost);
  }

  /** Reads the events of each key. */
  private Collection<List<Event>> take(int keys) {
    List<Claimed> claimed =
        executor
            .call("EventDao.deliver", CLAIM)
            .with("keys", keys)
            .with("events", EVENTS)
            .with("lease", lease)
            .list();
    if (!claimed.isEmpty()) {
      id = claimed.get(0).claim;
    }
    return claimed.stream()
        .map(Claimed::event)
        .collect(
            Collectors.groupingBy(
                event -> List.of(event.tenantId(), event.key()),
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  private void handle(List<Event> events, EventHandler handler) {
    for (Event event : events) {
      try {
        handler.handle(event);
      } catch (InterruptedException e) {
        interrupted = true;
        return;
      } catch (Exception e) {
        failures.add(new Delivery.Failure(event, e));
        held(fail(event, e));
        return;
      }
      handled++;
      if (!held(complete(event))) {
        return;
      }
    }
  }

  private boolean held(boolean answer) {
    if (!answer) {
      lost++;
    }
    return answer;
  }

  // The other keys, which were handled first, may have used up too much of the lease.
  private boolean isLate() {
    return System.nanoTime() - begun > lease.toNanos() / 2;
  }

  private boolean renew(Event first) {
    return ofKey(RENEW, first).with("lease", lease).one();
  }

  private boolean complete(Event event) {
    return ofKey(COMPLETE, event).with("position", event.position()).with("lease", lease).one();
  }

  private boolean fail(Event event, Exception cause) {
    return ofKey(FAIL, event).with("error", Texts.storable(cause.toString())).one();
  }

  private Call<Boolean> ofKey(ScopedStatement<Boolean> statement, Event event) {
    return executor
        .call("EventDao.deliver", statement)
        .with("claim", id)
        .with("tenant_id", event.tenantId())
        .with("key", event.key());
  }

  /** Releases the remaining keys. */
  @Override
  public void close() {
    try {
      if (id != null) {
        executor.call("EventDao.deliver", RELEASE).with("claim", id).one();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private record Claimed(UUID claim, Event event) {}
}

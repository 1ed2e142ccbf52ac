package io.lyss.dao.session;

import static io.lyss.dao.session.jooq.Tables.CLAIM_EVENTS;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.session.jooq.Routines;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keys of the outbox that one worker has taken up, for as long as their leases run. */
final class Claim implements AutoCloseable {

  /** How many events of one key are read at a time. */
  private static final int EVENTS = 100;

  private static final ScopedStatement CLAIM =
      Common.statement(
          () ->
              select(
                      CLAIM_EVENTS.CLAIM,
                      CLAIM_EVENTS.TENANT_ID,
                      CLAIM_EVENTS.ID,
                      CLAIM_EVENTS.KEY,
                      CLAIM_EVENTS.POSITION,
                      CLAIM_EVENTS.TYPE,
                      CLAIM_EVENTS.PAYLOAD,
                      CLAIM_EVENTS.ACTOR_ID,
                      CLAIM_EVENTS.REASON,
                      CLAIM_EVENTS.CREATED_AT)
                  .from(CLAIM_EVENTS.call(Sql.intArg(1), Sql.intArg(2), Sql.secondsArg(3))));

  private static final ScopedStatement COMPLETE =
      Common.statement(
          () ->
              select(
                  Routines.completeEvent(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.textArg(3),
                      Sql.longArg(4),
                      Sql.secondsArg(5))));

  private static final ScopedStatement RENEW =
      Common.statement(
          () ->
              select(
                  Routines.renewClaim(
                      Sql.uuidArg(1), Sql.uuidArg(2), Sql.textArg(3), Sql.secondsArg(4))));

  private static final ScopedStatement FAIL =
      Common.statement(
          () ->
              select(
                  Routines.failEvent(
                      Sql.uuidArg(1), Sql.uuidArg(2), Sql.textArg(3), Sql.textArg(4))));

  private static final ScopedStatement RELEASE =
      Common.statement(() -> select(Routines.releaseEvents(Sql.uuidArg(1))));

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
      throw new IllegalArgumentException("A lease is longer than nothing, not " + lease);
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

  /** The events of each key. */
  private Collection<List<Event>> take(int keys) {
    List<Claimed> claimed = executor.list(CLAIM, Claimed::read, keys, EVENTS, Sql.seconds(lease));
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

  // Other keys were handled first, and may have left too little of the lease on this one.
  private boolean isLate() {
    return System.nanoTime() - begun > lease.toNanos() / 2;
  }

  private boolean renew(Event first) {
    return executor.one(
        RENEW, Row::nextBoolean, id, first.tenantId(), first.key(), Sql.seconds(lease));
  }

  private boolean complete(Event event) {
    return executor.one(
        COMPLETE,
        Row::nextBoolean,
        id,
        event.tenantId(),
        event.key(),
        event.position(),
        Sql.seconds(lease));
  }

  private boolean fail(Event event, Exception cause) {
    // PostgreSQL's texts have everything but this character
    String error = cause.toString().replace("\0", "");
    return executor.one(FAIL, Row::nextBoolean, id, event.tenantId(), event.key(), error);
  }

  /** Gives back what is left. */
  @Override
  public void close() {
    try {
      if (id != null) {
        executor.one(RELEASE, Row::nextInt, id);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private record Claimed(UUID claim, Event event) {
    static Claimed read(Row row) throws SQLException {
      return new Claimed(row.nextUuid(), Event.read(row));
    }
  }
}

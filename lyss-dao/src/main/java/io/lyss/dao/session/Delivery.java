package io.lyss.dao.session;

import java.util.List;

/**
 * The outcome of one {@link EventDao#deliver}.
 *
 * @param handled how many events were handled
 * @param failures the events that could not be handled, at most one a key
 * @param lost how many keys were lost to other workers because handling took longer than the lease
 */
public record Delivery(int handled, List<Failure> failures, int lost) {

  public Delivery {
    failures = List.copyOf(failures);
  }

  /** An event and the exception that its handler threw. */
  public record Failure(Event event, Exception cause) {}
}

package io.lyss.dao.session;

import java.util.List;

/**
 * What a look into the outbox came to.
 *
 * @param handled how many events were handled
 * @param failures those that could not be, at most one a key
 * @param lost how many keys another worker has taken over, as handling took longer than the lease
 */
public record Delivery(int handled, List<Failure> failures, int lost) {

  public Delivery {
    failures = List.copyOf(failures);
  }

  /** An event that the handler has thrown at, and what. */
  public record Failure(Event event, Exception cause) {}
}

package io.lyss.dao.relay;

import io.lyss.dao.session.Delivery;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of one {@link Relay#run}.
 *
 * @param handled how many events were handled
 * @param failures the events that could not be handled, at most one a key; they are tried again
 */
public record RelayRun(int handled, List<Failure> failures) {

  static final RelayRun NOTHING = new RelayRun(0, List.of());

  public RelayRun {
    failures = List.copyOf(failures);
  }

  /** An event of a service, and the first exception that its handling threw. */
  public record Failure(String source, Delivery.Failure failure) {}

  RelayRun and(RelayRun other) {
    List<Failure> all = new ArrayList<>(failures);
    all.addAll(other.failures);
    return new RelayRun(handled + other.handled, all);
  }

  RelayRun and(String source, Delivery delivery) {
    return and(
        new RelayRun(
            delivery.handled(),
            delivery.failures().stream().map(failure -> new Failure(source, failure)).toList()));
  }
}

package io.lyss.spring;

import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Makes each call an observation {@code lyss.call}, of which Boot makes a timer and a span. It has
 * the name of the call and none of its values.
 */
final class CallObservations implements CallListener {

  private final ObservationRegistry registry;

  CallObservations(ObservationRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Consumer<? super FinishedCall> begin(String name, String database) {
    Observation observation =
        Observation.createNotStarted("lyss.call", registry)
            .contextualName(name)
            .lowCardinalityKeyValue("call", name)
            .lowCardinalityKeyValue("database", database)
            .start();
    // observations of JDBC become children of this one
    Observation.Scope scope = observation.openScope();
    return call -> {
      scope.close();
      observation
          .lowCardinalityKeyValue("outcome", call.outcome())
          .lowCardinalityKeyValue("route", call.route().name().toLowerCase(Locale.ROOT))
          .highCardinalityKeyValue("rows", Integer.toString(call.rows()))
          .stop();
    };
  }
}

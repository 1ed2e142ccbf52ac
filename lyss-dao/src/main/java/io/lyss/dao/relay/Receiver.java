package io.lyss.dao.relay;

import io.lyss.dao.session.Event;
import java.util.function.BiPredicate;

/**
 * A service that is told of others' events.
 *
 * @param name its name in keys
 * @param concerns whether it is told of an event of a source at all
 * @param told tells it; to be told again changes nothing
 */
record Receiver(String name, BiPredicate<String, Event> concerns, Telling told) {

  @FunctionalInterface
  interface Telling {
    void tell(String source, Event event);
  }
}

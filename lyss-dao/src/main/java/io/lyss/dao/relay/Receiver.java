package io.lyss.dao.relay;

import io.lyss.dao.session.Event;
import java.util.function.BiPredicate;

/**
 * A service that receives events of other services.
 *
 * @param name its name in keys
 * @param concerns whether it receives an event of a source at all
 * @param told reports the event to it; a second time changes nothing
 */
record Receiver(String name, BiPredicate<String, Event> concerns, Telling told) {

  @FunctionalInterface
  interface Telling {
    void tell(String source, Event event);
  }
}

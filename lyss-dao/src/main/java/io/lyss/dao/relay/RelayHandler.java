package io.lyss.dao.relay;

import io.lyss.dao.session.Event;

/**
 * What a host itself does with events, such as deleting the vectors of memories that are erased.
 */
@FunctionalInterface
public interface RelayHandler {

  /**
   * It may be called twice for one event: a host may die after it has handled the event and before
   * this is recorded.
   *
   * @param source the service that published it: user, provider, chat, memory or shared
   * @throws Exception if the event could not be handled; it is tried again after a pause, and later
   *     events of its key wait
   */
  void handle(String source, Event event) throws Exception;
}

package io.lyss.dao.relay;

import io.lyss.dao.session.Event;

/**
 * What a host does about events itself, such as deleting the vectors of memories that are erased.
 */
@FunctionalInterface
public interface RelayHandler {

  /**
   * It may be called twice for one event, as a host may die between handling it and recording that.
   *
   * @param source the service that has published it: user, provider, chat, memory or shared
   * @throws Exception if the event could not be handled; it is tried again after a pause, and later
   *     events of its key wait
   */
  void handle(String source, Event event) throws Exception;
}

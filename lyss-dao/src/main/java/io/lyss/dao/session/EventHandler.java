package io.lyss.dao.session;

/**
 * Handles events. It may be called twice for one event, as a worker may die between handling it and
 * recording that; {@link ServiceSession#once} makes a handler idempotent.
 */
@FunctionalInterface
public interface EventHandler {

  /**
   * @throws Exception if the event could not be handled; it is tried again after a pause that
   *     doubles from one second to an hour, and later events of its key wait. Until then the outbox
   *     keeps the text of the exception
   */
  void handle(Event event) throws Exception;
}

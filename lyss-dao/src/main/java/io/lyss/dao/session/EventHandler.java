package io.lyss.dao.session;

/**
 * Handles events. It may be called twice for one event: a worker may die after it has handled the
 * event and before this is recorded. {@link ServiceSession#once} makes a handler idempotent.
 */
@FunctionalInterface
public interface EventHandler {

  /**
   * @throws Exception if the event could not be handled; it is tried again after a pause that
   *     doubles from one second to an hour. Until then later events of its key wait, and the outbox
   *     keeps the text of the exception
   */
  void handle(Event event) throws Exception;
}

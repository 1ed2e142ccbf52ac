package io.lyss.dao.session;

/**
 * Tells others of an event. It may be called twice for the same event, as a worker may die between
 * telling and saying so; {@link ServiceSession#once} makes that harmless.
 */
@FunctionalInterface
public interface EventHandler {

  /**
   * @throws Exception if the event could not be handled; it is then tried again, after a pause that
   *     doubles from one second to an hour, and later events of its key wait for it. What the
   *     exception says is kept in the outbox meanwhile
   */
  void handle(Event event) throws Exception;
}

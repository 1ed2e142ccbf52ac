package io.lyss.dao.session;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The conditions that an entry of the audit log has to meet.
 *
 * @param actorId who did it
 * @param action what was done
 * @param resourceType the kind of resource
 * @param resourceId which one
 * @param from not before this instant; {@link Instant#MIN} for all
 * @param to before this instant; {@link Instant#MAX} for all
 */
public record AuditFilter(
    Optional<UUID> actorId,
    Optional<String> action,
    Optional<String> resourceType,
    Optional<String> resourceId,
    Instant from,
    Instant to) {

  /** Every entry that this scope sees. */
  public static final AuditFilter ALL =
      new AuditFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Instant.MIN,
          Instant.MAX);

  public AuditFilter {
    Objects.requireNonNull(actorId, "actorId");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(resourceType, "resourceType");
    Objects.requireNonNull(resourceId, "resourceId");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }

  /** The same, only entries of an actor. */
  public AuditFilter byActor(UUID actor) {
    return new AuditFilter(Optional.of(actor), action, resourceType, resourceId, from, to);
  }

  /** The same, only entries of an action. */
  public AuditFilter withAction(String name) {
    return new AuditFilter(actorId, Optional.of(name), resourceType, resourceId, from, to);
  }

  /**
   * The same, only entries about one resource, or about one row of a table, by its id or another
   * name.
   */
  public AuditFilter onResource(String type, Object id) {
    return new AuditFilter(
        actorId, action, Optional.of(type), Optional.of(id.toString()), from, to);
  }

  /** The same, only entries from one instant on and before another. */
  public AuditFilter between(Instant notBefore, Instant before) {
    return new AuditFilter(actorId, action, resourceType, resourceId, notBefore, before);
  }
}

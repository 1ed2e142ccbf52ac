package io.lyss.dao.platform;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which entries of the audit log to find: those that meet all conditions.
 *
 * @param userId the user who did it
 * @param action what was done
 * @param resourceType the kind of resource
 * @param resourceId which one
 * @param from not before this instant; {@link Instant#MIN} for all
 * @param to before this instant; {@link Instant#MAX} for all
 */
public record AuditFilter(
    OptionalInt userId,
    Optional<String> action,
    Optional<String> resourceType,
    OptionalLong resourceId,
    Instant from,
    Instant to) {

  /** Every entry that this scope sees. */
  public static final AuditFilter ALL =
      new AuditFilter(
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Instant.MIN,
          Instant.MAX);

  public AuditFilter {
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(resourceType, "resourceType");
    Objects.requireNonNull(resourceId, "resourceId");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }

  /** The same, of one user's entries. */
  public AuditFilter byUser(int user) {
    return new AuditFilter(OptionalInt.of(user), action, resourceType, resourceId, from, to);
  }

  /** The same, of one action. */
  public AuditFilter withAction(String name) {
    return new AuditFilter(userId, Optional.of(name), resourceType, resourceId, from, to);
  }

  /** The same, of the entries about one row. */
  public AuditFilter onResource(String type, long id) {
    return new AuditFilter(userId, action, Optional.of(type), OptionalLong.of(id), from, to);
  }

  /** The same, of entries from one time on and before another. */
  public AuditFilter between(Instant notBefore, Instant before) {
    return new AuditFilter(userId, action, resourceType, resourceId, notBefore, before);
  }
}

package io.lyss.dao.user;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A group of a tenant's users.
 *
 * @param tenantId the tenant
 * @param id the group's id
 * @param name unique within the tenant
 * @param description what the group is for
 * @param createdBy the user who created it
 * @param createdAt when it was created
 * @param updatedAt when it was last changed
 */
public record Group(
    UUID tenantId,
    UUID id,
    String name,
    Optional<String> description,
    UUID createdBy,
    Instant createdAt,
    Instant updatedAt) {

  /** The same under another name. */
  public Group withName(String other) {
    return with(other, description);
  }

  /** The same with another description; empty for none. */
  public Group withDescription(Optional<String> other) {
    return with(name, other);
  }

  private Group with(String otherName, Optional<String> otherDescription) {
    return new Group(tenantId, id, otherName, otherDescription, createdBy, createdAt, updatedAt);
  }
}

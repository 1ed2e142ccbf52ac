package io.lyss.dao.session;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The erasure of a user, as far as it is done.
 *
 * @param userId the user, or the tenant itself where all of it is erased
 * @param requestedBy the user of the scope that began it
 * @param requestedAt when it was begun last
 * @param erasedAt when nothing was left; empty as long as something is
 * @param counts how many rows were deleted or made anonymous, by table, a JSON object
 */
public record Erasure(
    UUID tenantId,
    UUID userId,
    String reason,
    Optional<UUID> requestedBy,
    Instant requestedAt,
    Optional<Instant> erasedAt,
    Json counts) {

  /** Whether all is erased. */
  public boolean done() {
    return erasedAt.isPresent();
  }
}

package io.lyss.dao.platform;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * The erasure of a user, as far as it is done.
 *
 * @param requestedAt when it was begun, the last time
 * @param erasedAt when nothing was left any more; empty while something is left
 * @param counts how many rows were deleted or made anonymous, by table, a JSON object
 */
public record Erasure(
    int userId, String reason, Instant requestedAt, Optional<Instant> erasedAt, Json counts) {

  /** Whether nothing is left. */
  public boolean done() {
    return erasedAt.isPresent();
  }
}

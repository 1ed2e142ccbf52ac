package io.lyss.dao.session;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The erasure of a user, as far as it is done.
 *
 * @param userId the user, or the tenant itself where all of it is erased
 * @param requestedBy the user of the scope that began it
 * @param requestedAt when it was begun last
 * @param erasedAt when nothing was left; empty as long as something is, or transactions are awaited
 * @param awaits the transactions that were open when nothing was left and may have written more, as
 *     {@code pg_locks} names them; once they have ended, the job {@code erasures} erases what they
 *     have written, and the erasure is done
 * @param counts how many rows were deleted or made anonymous, by table, a JSON object
 */
public record Erasure(
    UUID tenantId,
    UUID userId,
    String reason,
    Optional<UUID> requestedBy,
    Instant requestedAt,
    Optional<Instant> erasedAt,
    List<String> awaits,
    Json counts) {

  /** Whether all is erased. */
  public boolean done() {
    return erasedAt.isPresent();
  }

  /**
   * Whether another call erases more at once. Otherwise the erasure is {@link #done}, or {@link
   * #awaits} transactions and is left to the job.
   */
  public boolean hasMore() {
    return !done() && awaits.isEmpty();
  }
}

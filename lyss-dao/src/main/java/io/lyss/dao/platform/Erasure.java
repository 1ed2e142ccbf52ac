package io.lyss.dao.platform;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The erasure of a user, as far as it is done.
 *
 * @param requestedAt when it was begun, the last time
 * @param erasedAt when nothing was left any more; empty while something is left, or transactions
 *     are awaited
 * @param awaits the transactions that were open when nothing was left and may have written more, as
 *     {@code pg_locks} names them; once they have ended, the job {@code erasures} erases what they
 *     have written, and the erasure is done
 * @param counts how many rows were deleted or made anonymous, by table, a JSON object
 */
public record Erasure(
    int userId,
    String reason,
    Instant requestedAt,
    Optional<Instant> erasedAt,
    List<String> awaits,
    Json counts) {

  /** Whether nothing is left. */
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

package io.lyss.dao.platform;

import io.lyss.dao.TokenCounts;
import java.time.Instant;
import java.util.Optional;

/**
 * A request that has no price yet.
 *
 * @param id the id of its row
 * @param userId who made it
 * @param providerId who served it
 * @param model the model that it asked for
 * @param counts tokens by kind
 * @param recordedAt when it was made
 */
public record UnpricedUsage(
    long id,
    int userId,
    int providerId,
    Optional<String> model,
    TokenCounts counts,
    Instant recordedAt) {}

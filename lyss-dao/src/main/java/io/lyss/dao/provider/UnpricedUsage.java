package io.lyss.dao.provider;

import io.lyss.dao.TokenCounts;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A request that has no price yet.
 *
 * @param id the id of its usage
 * @param userId who made it
 * @param channelId the channel that served it
 * @param providerType the kind of provider of the channel then; empty where the channel was gone
 * @param model the model that it asked for
 * @param counts tokens by kind
 * @param recordedAt when it was made
 */
public record UnpricedUsage(
    UUID id,
    UUID userId,
    UUID channelId,
    Optional<String> providerType,
    String model,
    TokenCounts counts,
    Instant recordedAt) {}

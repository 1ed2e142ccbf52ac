package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;

/**
 * What in the outbox is not handled yet. It is counted up to 100,000, which stands for that many or
 * more, so that to ask takes no longer the more there waits.
 *
 * @param events how many events
 * @param oldestAt when the oldest of them was written; empty for none. Of more than 1,000 keys, the
 *     oldest of 1,000 that can be claimed first and of 1,000 that have failed most often
 * @param keys how many keys they have
 * @param failingKeys how many keys have a first event that could not be handled
 * @param failures the most failures in a row of one of them
 * @param givenUp how many events were given up and not taken back
 */
public record OutboxLag(
    long events,
    Optional<Instant> oldestAt,
    long keys,
    long failingKeys,
    int failures,
    long givenUp) {}

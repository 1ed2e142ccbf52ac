package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;

/**
 * What in the outbox is not handled yet.
 *
 * @param events how many events
 * @param oldestAt when the oldest of them was written; empty for none
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

package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;

/**
 * What of the outbox was not handled yet.
 *
 * @param events how many events
 * @param oldestAt when the oldest of them was written; empty for none
 * @param keys how many keys they have
 * @param failingKeys how many keys have a first event that could not be handled
 * @param failures how often in a row the worst of them has failed
 * @param givenUp how many events were given up, and not taken back
 */
public record OutboxLag(
    long events,
    Optional<Instant> oldestAt,
    long keys,
    long failingKeys,
    int failures,
    long givenUp) {}

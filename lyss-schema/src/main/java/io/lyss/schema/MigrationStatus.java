package io.lyss.schema;

import java.time.Instant;
import java.util.Optional;

/**
 * One SQL file and whether it has been applied.
 *
 * @param file the file's name
 * @param version the version of a versioned file; empty for a repeatable one
 * @param description what its name says, in words
 * @param state Flyway's name of its state, such as Pending, Success or Outdated
 * @param pending whether the next migration would apply it
 * @param appliedAt when it was applied last; empty if never
 */
public record MigrationStatus(
    String file,
    Optional<String> version,
    String description,
    String state,
    boolean pending,
    Optional<Instant> appliedAt) {}

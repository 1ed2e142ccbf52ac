package io.lyss.dao.platform;

import java.time.Instant;

/**
 * A person of the organisation.
 *
 * @param id the user's id; positive
 * @param username unique, case matters
 * @param email unique, case does not matter
 * @param role what the user may do beyond their own work
 * @param active whether the user may use anything at all
 * @param createdAt when the user was created
 * @param updatedAt when the user was changed last
 */
public record User(
    int id,
    String username,
    String email,
    UserRole role,
    boolean active,
    Instant createdAt,
    Instant updatedAt) {}

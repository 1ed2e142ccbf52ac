package io.lyss.dao.user;

import java.time.Instant;
import java.util.UUID;

/**
 * A user's membership of a group.
 *
 * @param groupId the group
 * @param userId the user
 * @param role what the user may do in the group
 * @param joinedAt when the user joined
 */
public record Member(UUID groupId, UUID userId, GroupRole role, Instant joinedAt) {}

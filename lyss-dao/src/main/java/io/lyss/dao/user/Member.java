package io.lyss.dao.user;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * That somebody is in a group.
 *
 * @param groupId the group
 * @param userId the user
 * @param role what they may do in it
 * @param joinedAt since when
 */
public record Member(UUID groupId, UUID userId, GroupRole role, Instant joinedAt) {

  static Member read(Row row) throws SQLException {
    return new Member(
        row.nextUuid(),
        row.nextUuid(),
        Sql.constant(GroupRole.class, row.nextString()),
        row.nextInstant());
  }
}

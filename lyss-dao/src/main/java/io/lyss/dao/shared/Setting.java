package io.lyss.dao.shared;

import io.lyss.dao.Json;
import io.lyss.dao.internal.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A setting that is in effect.
 *
 * @param tenantId the tenant that has set it; {@link SharedService#PLATFORM} if none has, and it is
 *     the whole platform's
 * @param key lower-case words between dots, such as {@code chat.default_model}
 * @param value any JSON; no secret
 * @param updatedBy who has set it last; empty for system work
 * @param updatedAt when
 */
public record Setting(
    UUID tenantId, String key, Json value, Optional<UUID> updatedBy, Instant updatedAt) {

  /** Whether it is the whole platform's, and not the tenant's own. */
  public boolean isOfPlatform() {
    return tenantId.equals(SharedService.PLATFORM);
  }

  static Setting read(Row row) throws SQLException {
    return new Setting(
        row.nextUuid(),
        row.nextString(),
        row.nextJson(),
        row.nextOptionalUuid(),
        row.nextInstant());
  }
}

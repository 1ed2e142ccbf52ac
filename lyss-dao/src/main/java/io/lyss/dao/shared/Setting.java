package io.lyss.dao.shared;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A setting that is in effect.
 *
 * @param tenantId the tenant that has set it; {@link SharedService#PLATFORM} if it is the
 *     platform's
 * @param key lower-case words between dots, such as {@code chat.default_model}
 * @param value any JSON; no secret
 * @param updatedBy who set it last; empty for system work
 * @param updatedAt when
 */
public record Setting(
    UUID tenantId, String key, Json value, Optional<UUID> updatedBy, Instant updatedAt) {

  /** The same with another value. */
  public Setting withValue(Json other) {
    return new Setting(tenantId, key, other, updatedBy, updatedAt);
  }

  /** Whether it is the platform's, and not the tenant's own. */
  public boolean ofPlatform() {
    return tenantId.equals(SharedService.PLATFORM);
  }
}

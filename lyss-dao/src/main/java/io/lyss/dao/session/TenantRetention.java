package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How long a tenant keeps rows that its users do not touch.
 *
 * @param keepDays after this many days without activity a row is deleted for good
 * @param setBy the user of the scope that set it
 */
public record TenantRetention(UUID tenantId, int keepDays, Optional<UUID> setBy, Instant setAt) {}

package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How long a tenant keeps what its users leave untouched.
 *
 * @param keepDays after so many days without activity it is deleted for good
 * @param setBy the user of the scope that said so
 */
public record TenantRetention(UUID tenantId, int keepDays, Optional<UUID> setBy, Instant setAt) {}

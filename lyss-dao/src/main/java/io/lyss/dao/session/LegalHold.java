package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A legal hold. As long as it lasts, nothing about the user, or about all users of the tenant, is
 * erased.
 *
 * @param subjectId the user, or the tenant itself for all of its users
 * @param heldBy the user of the scope that set it
 */
public record LegalHold(
    UUID tenantId, UUID subjectId, String reason, Optional<UUID> heldBy, Instant heldAt) {}

package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Nothing about a user, or about the users of a tenant, is erased while it lasts.
 *
 * @param subjectId the user, or the tenant itself for all of its users
 * @param heldBy the user of the scope that said so
 */
public record LegalHold(
    UUID tenantId, UUID subjectId, String reason, Optional<UUID> heldBy, Instant heldAt) {}

package io.lyss.dao.user;

import io.lyss.dao.PasswordHash;
import java.util.UUID;

/**
 * What the host needs to decide whether a user may log in. {@code toString} does not show the hash.
 *
 * @param tenantId the tenant
 * @param userId the user
 * @param passwordHash the hash to verify the password against
 * @param tenantStatus whether the tenant is active
 * @param userStatus whether the user may log in
 */
public record Login(
    UUID tenantId,
    UUID userId,
    PasswordHash passwordHash,
    TenantStatus tenantStatus,
    UserStatus userStatus) {}

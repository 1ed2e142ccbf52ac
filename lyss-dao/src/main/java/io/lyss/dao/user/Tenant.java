package io.lyss.dao.user;

import java.time.Instant;
import java.util.UUID;

/**
 * An organisation that shares the platform.
 *
 * @param id the tenant's id
 * @param name display name
 * @param slug unique short name, by which a login names the tenant
 * @param status whether users of the tenant may write
 * @param plan the plan that the tenant has ordered
 * @param maxUsers how many users that are not inactive the tenant may have
 * @param maxApiCalls how many calls a month; the host counts them
 * @param createdAt when the tenant was created
 * @param updatedAt when the tenant was last changed
 */
public record Tenant(
    UUID id,
    String name,
    String slug,
    TenantStatus status,
    Plan plan,
    int maxUsers,
    int maxApiCalls,
    Instant createdAt,
    Instant updatedAt) {}

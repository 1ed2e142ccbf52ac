package io.lyss.dao.shared;

import java.time.Instant;

/**
 * A permission that a role can have; the same for all tenants.
 *
 * @param name the permission's key: lower-case words between dots, such as {@code channel.create}
 * @param description what it permits
 * @param reach how far it reaches
 * @param createdAt when it was defined
 */
public record Permission(
    String name, String description, PermissionReach reach, Instant createdAt) {}

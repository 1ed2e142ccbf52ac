package io.lyss.dao.user;

import io.lyss.dao.TenantRole;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A user of a tenant.
 *
 * @param tenantId the tenant
 * @param id the user's id
 * @param email unique within the tenant; case does not matter
 * @param username short name, not unique: 1 to 100 characters, no spaces around
 * @param fullName 1 to 200 characters
 * @param avatarUrl the URL of the user's picture, http or https
 * @param status whether the user may log in
 * @param role what the user may do in the tenant
 * @param emailVerified whether the address was proved to be the user's
 * @param lastLoginAt when the user last logged in
 * @param createdAt when the user was created
 * @param updatedAt when the user was last changed; a login is no change
 */
public record User(
    UUID tenantId,
    UUID id,
    String email,
    Optional<String> username,
    Optional<String> fullName,
    Optional<String> avatarUrl,
    UserStatus status,
    TenantRole role,
    boolean emailVerified,
    Optional<Instant> lastLoginAt,
    Instant createdAt,
    Instant updatedAt) {

  /** The same with another short name; empty for none. */
  public User withUsername(Optional<String> other) {
    return with(other, fullName, avatarUrl);
  }

  /** The same with another full name; empty for none. */
  public User withFullName(Optional<String> other) {
    return with(username, other, avatarUrl);
  }

  /** The same with another picture; empty for none. */
  public User withAvatarUrl(Optional<String> other) {
    return with(username, fullName, other);
  }

  private User with(
      Optional<String> otherUsername,
      Optional<String> otherFullName,
      Optional<String> otherAvatarUrl) {
    return new User(
        tenantId,
        id,
        email,
        otherUsername,
        otherFullName,
        otherAvatarUrl,
        status,
        role,
        emailVerified,
        lastLoginAt,
        createdAt,
        updatedAt);
  }
}

package io.lyss.dao.user;

import io.lyss.dao.Ids;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.TenantRole;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A user to be created.
 *
 * @param id the user's id, from {@link Ids#next}
 * @param email an address of at most 255 characters
 * @param passwordHash the hash that the host made; {@link PasswordHash#NONE} for a user who logs in
 *     without a password
 * @param username short name, not unique: 1 to 100 characters, no spaces around
 * @param fullName 1 to 200 characters
 * @param avatarUrl the URL of the user's picture, http or https
 * @param role what the user may do in the tenant; {@link TenantRole#SUPER_ADMIN} in a system scope
 *     only
 */
public record NewUser(
    UUID id,
    String email,
    PasswordHash passwordHash,
    Optional<String> username,
    Optional<String> fullName,
    Optional<String> avatarUrl,
    TenantRole role) {

  public NewUser {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(email, "email");
    Objects.requireNonNull(passwordHash, "passwordHash");
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(fullName, "fullName");
    Objects.requireNonNull(avatarUrl, "avatarUrl");
    Objects.requireNonNull(role, "role");
  }

  /** An end user without names and picture. */
  public static NewUser of(String email, PasswordHash passwordHash) {
    return new NewUser(
        Ids.next(),
        email,
        passwordHash,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        TenantRole.END_USER);
  }

  /** The same with a short name. */
  public NewUser withUsername(String name) {
    return new NewUser(id, email, passwordHash, Optional.of(name), fullName, avatarUrl, role);
  }

  /** The same with a full name. */
  public NewUser withFullName(String name) {
    return new NewUser(id, email, passwordHash, username, Optional.of(name), avatarUrl, role);
  }

  /** The same with a picture. */
  public NewUser withAvatarUrl(String url) {
    return new NewUser(id, email, passwordHash, username, fullName, Optional.of(url), role);
  }

  /** The same with another role. */
  public NewUser withRole(TenantRole other) {
    return new NewUser(id, email, passwordHash, username, fullName, avatarUrl, other);
  }
}

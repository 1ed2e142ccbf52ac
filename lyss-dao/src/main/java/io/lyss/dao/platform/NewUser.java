package io.lyss.dao.platform;

import io.lyss.dao.PasswordHash;
import java.util.Objects;

/**
 * A user to be created.
 *
 * @param username 1 to 50 characters, no spaces around
 * @param email an address of at most 100 characters
 * @param passwordHash the hash that the host has made; {@link PasswordHash#NONE} for users who log
 *     in without a password
 * @param role what the user may do beyond their own work
 */
public record NewUser(String username, String email, PasswordHash passwordHash, UserRole role) {

  public NewUser {
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(email, "email");
    Objects.requireNonNull(passwordHash, "passwordHash");
    Objects.requireNonNull(role, "role");
  }
}

package io.lyss.dao;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The hash of a password, made by the caller: modular crypt such as {@code $2b$...}, {@code
 * $argon2id$...} or {@code $scrypt$...}, also behind Spring Security's {@code {id}}, or Django's
 * {@code name$iterations$...}. The caller chooses how to hash; a password in clear is refused.
 *
 * <p>{@code toString} does not show it.
 */
public final class PasswordHash {

  /** Matches no password, so nobody can log in with a password. */
  public static final PasswordHash NONE = new PasswordHash("!");

  // The same as the column's check. It is made before anything is sent, so that a password in clear
  // never leaves the process.
  private static final Pattern FORM =
      Pattern.compile(
          "!|(\\{[A-Za-z0-9@_.-]+\\})?\\$[a-z0-9-]+\\$[!-~]{20,}|[a-z0-9_]+\\$[0-9]+\\$[!-~]{20,}");

  private final String text;

  private PasswordHash(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if the text is not a password hash; the message does not
   *     repeat it
   */
  public static PasswordHash of(String text) {
    if (Objects.requireNonNull(text, "text").length() > 255 || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "This is not a password hash of at most 255 characters: expected modular crypt such as"
              + " $2b$..., $argon2id$... or {bcrypt}$2b$..., or name$iterations$salt$hash");
    }
    return new PasswordHash(text);
  }

  /** The hash itself, to verify a password against. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PasswordHash that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "PasswordHash[redacted]";
  }
}

package io.lyss.dao;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The hash of a password, made by the caller: modular crypt such as {@code $2b$...}, {@code
 * $argon2id$...} or {@code $scrypt$...}, also behind Spring Security's {@code {id}}, or Django's
 * {@code name$iterations$...}. How to hash is the caller's to choose; a password in clear is
 * refused.
 *
 * <p>Not shown by {@code toString}.
 */
public final class PasswordHash {

  /** The hash that no password has: lets nobody in. */
  public static final PasswordHash NONE = new PasswordHash("!");

  // What the column's check accepts, asked early so that a password in clear never travels.
  private static final Pattern FORM =
      Pattern.compile(
          "!|(\\{[A-Za-z0-9@_.-]+\\})?\\$[a-z0-9-]+\\$[!-~]{20,}|[a-z0-9_]+\\$[0-9]+\\$[!-~]{20,}");

  private final String text;

  private PasswordHash(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if the text is not a password hash; it is not repeated in the
   *     message
   */
  public static PasswordHash of(String text) {
    if (Objects.requireNonNull(text, "text").length() > 255 || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "This is not a password hash of at most 255 characters: expected modular crypt such as"
              + " $2b$..., $argon2id$... or {bcrypt}$2b$..., or name$iterations$salt$hash");
    }
    return new PasswordHash(text);
  }

  /** The hash itself, for whoever verifies a password. */
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

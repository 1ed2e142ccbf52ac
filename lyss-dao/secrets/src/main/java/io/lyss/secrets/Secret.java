package io.lyss.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * A secret in clear, such as the API key of a provider. {@code toString} does not show it, and
 * {@link #close} wipes it from memory; the strings that {@link #reveal} returns stay in memory
 * until they are collected.
 *
 * <p>Thread-safe except for {@link #close}.
 */
public final class Secret implements AutoCloseable {

  private final byte[] utf8;
  private boolean wiped;

  private Secret(byte[] utf8) {
    this.utf8 = utf8;
  }

  /**
   * @param text not empty
   * @throws IllegalArgumentException if the text is empty
   */
  public static Secret of(String text) {
    return ofUtf8(Objects.requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A secret from bytes, which never was a string.
   *
   * @param utf8 the secret in UTF-8, not empty; it is copied
   * @throws IllegalArgumentException if there are no bytes
   */
  public static Secret ofUtf8(byte[] utf8) {
    if (Objects.requireNonNull(utf8, "utf8").length == 0) {
      throw new IllegalArgumentException("A secret is not empty");
    }
    return new Secret(utf8.clone());
  }

  /** A secret that owns these bytes, and wipes them. */
  static Secret owning(byte[] utf8) {
    return new Secret(utf8);
  }

  /**
   * The secret as a string.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public String reveal() {
    return new String(utf8(), StandardCharsets.UTF_8);
  }

  /** The secret itself, not a copy. */
  byte[] utf8() {
    if (wiped) {
      throw new IllegalStateException("This secret was closed, and is wiped");
    }
    return utf8;
  }

  /** Wipes the secret; idempotent. */
  @Override
  public void close() {
    Arrays.fill(utf8, (byte) 0);
    wiped = true;
  }

  /** Takes a time that does not depend on how much is equal. A wiped secret equals only itself. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Secret that
            && !wiped
            && !that.wiped
            && MessageDigest.isEqual(utf8, that.utf8);
  }

  /** The same for all secrets: a hash would reveal something of the secret. */
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}

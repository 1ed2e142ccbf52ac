package io.lyss.dao;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An encrypted secret, as {@code scheme:base64} or {@code scheme:key-id:base64}; at least 28 bytes,
 * the length of a nonce and a tag. The caller encrypts and decrypts.
 *
 * <p>{@code toString} does not show it: ciphertext in a log outlives the rotation of its key.
 */
public final class Ciphertext {

  // The same as the column's check. It is made before anything is sent, so that a key in clear
  // never leaves the process.
  private static final Pattern FORM =
      Pattern.compile("[a-z][a-z0-9.+-]{0,31}:([A-Za-z0-9._-]{1,64}:)?[A-Za-z0-9+/]{38,}={0,2}");

  private final String text;

  private Ciphertext(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if the text does not look like ciphertext; the message does
   *     not repeat it
   */
  public static Ciphertext of(String text) {
    if (!FORM.matcher(Objects.requireNonNull(text, "text")).matches()) {
      throw new IllegalArgumentException(
          "This is not ciphertext: expected scheme:base64 or scheme:key-id:base64 with at least 28"
              + " bytes. Encrypt the key first; LYSS does not take it in clear.");
    }
    return new Ciphertext(text);
  }

  /** The ciphertext itself, to be decrypted. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ciphertext that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "Ciphertext[redacted]";
  }
}

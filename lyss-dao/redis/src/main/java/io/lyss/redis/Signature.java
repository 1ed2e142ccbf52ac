package io.lyss.redis;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signs texts, by HMAC-SHA-256. Immutable and thread-safe. */
final class Signature {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 32;

  private final SecretKey key;

  Signature(byte[] key) {
    if (key.length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "key has " + LEAST_BYTES + " or more bytes, not " + key.length);
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** The text with its signature before it. */
  String of(String text) {
    return Base64.getEncoder().encodeToString(mac(text)) + ' ' + text;
  }

  /** The text without its signature; null if the signature does not match. */
  @Nullable String verified(String signed) {
    int space = signed.indexOf(' ');
    if (space < 0) {
      return null;
    }
    String text = signed.substring(space + 1);
    byte[] expected = Base64.getEncoder().encode(mac(text));
    byte[] actual = signed.substring(0, space).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, actual) ? text : null;
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }
}

package io.lyss.dao.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret that tokens are hashed with before they are stored or looked up: without it, the
 * database is of no use for guessing tokens. It never reaches the database. Keep it where the keys
 * of ciphertexts are kept.
 *
 * <p>Immutable and thread-safe. Not shown by {@code toString}.
 */
public final class TokenPepper {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 32;

  private final SecretKeySpec key;

  private TokenPepper(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * @param bytes 32 at least, from a cryptographic source of randomness; they are copied
   * @throws IllegalArgumentException if there are fewer
   */
  public static TokenPepper of(byte[] bytes) {
    if (bytes.length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "A pepper has " + LEAST_BYTES + " bytes at least, not " + bytes.length);
    }
    return new TokenPepper(bytes);
  }

  static TokenPepper require(@Nullable TokenPepper pepper) {
    if (pepper == null) {
      throw new IllegalStateException(
          "Tokens are hashed with a pepper: give the service one with tokenPepper()");
    }
    return pepper;
  }

  /** HMAC-SHA-256 in hexadecimal digits. */
  String hash(AccessToken token) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of()
          .formatHex(mac.doFinal(token.reveal().getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "TokenPepper[redacted]";
  }
}

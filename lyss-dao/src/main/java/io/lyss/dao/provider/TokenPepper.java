package io.lyss.dao.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret with which tokens are hashed before they are stored or looked up. Without it, the
 * database does not help in guessing tokens. It is never sent to the database. Keep it where the
 * keys of ciphertexts are kept.
 *
 * <p>Immutable and thread-safe. Not shown by {@code toString}.
 */
public final class TokenPepper {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 32;

  private static final int ID_BYTES = 4;

  private final SecretKeySpec key;
  private final List<TokenPepper> former;

  private TokenPepper(SecretKeySpec key, List<TokenPepper> former) {
    this.key = key;
    this.former = former;
  }

  /**
   * @param bytes 32 at least, from a cryptographic source of randomness; they are copied
   * @throws IllegalArgumentException if there are fewer
   */
  public static TokenPepper of(byte[] bytes) {
    if (bytes.length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "A pepper has " + LEAST_BYTES + " or more bytes, not " + bytes.length);
    }
    return new TokenPepper(new SecretKeySpec(bytes, ALGORITHM), List.of());
  }

  /**
   * The same with a former pepper, with which tokens may still be hashed. When such a token is
   * verified, it is hashed anew with this pepper; {@link TokenDao#countByPepper} counts those that
   * are left.
   *
   * @param pepper the former one; it may have former ones itself
   */
  public TokenPepper withFormer(TokenPepper pepper) {
    List<TokenPepper> all = new ArrayList<>(former);
    all.add(pepper);
    all.addAll(pepper.former);
    return new TokenPepper(key, List.copyOf(all));
  }

  /**
   * The name of this pepper in the database, 8 hexadecimal digits. The pepper cannot be derived
   * from it.
   */
  public String id() {
    return HexFormat.of()
        .formatHex(mac("the id of a pepper".getBytes(StandardCharsets.US_ASCII)), 0, ID_BYTES);
  }

  /** This one, and then the former ones. */
  List<TokenPepper> all() {
    return Stream.concat(Stream.of(this), former.stream()).toList();
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
    return HexFormat.of().formatHex(mac(token.reveal().getBytes(StandardCharsets.US_ASCII)));
  }

  private byte[] mac(byte[] text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "TokenPepper[redacted]";
  }
}

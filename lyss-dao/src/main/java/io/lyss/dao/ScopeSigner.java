package io.lyss.dao;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs scopes with a key that the database has and its logins cannot read. Where a database
 * requires signatures, nobody who sends SQL as the application's login makes a scope of their own,
 * or becomes system work: neither by {@code set_config} nor by {@code set role}.
 *
 * <pre>{@code
 * ScopeSigner signer = ScopeSigner.of("2026-11", key);
 * Platform platform = Platform.over(dataSource).signer(signer);
 * }</pre>
 *
 * <p>A call is signed as it is sent, by some microseconds of work, and stays one round trip. The
 * owner of the schema adds the key with {@code add_scope_key} and has signatures required by {@code
 * require_signed_scopes}; until then they are verified and not required.
 *
 * <p>Immutable and thread-safe. Not shown by {@code toString}.
 */
public final class ScopeSigner {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 32;
  private static final int MOST_BYTES = 64;
  private static final Pattern KEY_ID = Pattern.compile("[a-z0-9_-]{1,40}");
  private static final Duration USUAL = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  // stands between the parts of what is signed, and in none of them
  private static final char SEPARATOR = '\u001f';

  private final String keyId;
  private final SecretKeySpec key;
  private final Duration validity;
  private final boolean bindsProcess;

  private ScopeSigner(String keyId, SecretKeySpec key, Duration validity, boolean bindsProcess) {
    this.keyId = keyId;
    this.key = key;
    this.validity = validity;
    this.bindsProcess = bindsProcess;
  }

  /**
   * Signs for a minute, on any connection.
   *
   * @param keyId under which the database has the key: 1 to 40 lower-case letters, digits, hyphens
   *     and underscores
   * @param key 32 to 64 bytes from a cryptographic source of randomness; they are copied. Give each
   *     database a key of its own
   * @throws IllegalArgumentException if the id or the length is another
   */
  public static ScopeSigner of(String keyId, byte[] key) {
    if (!KEY_ID.matcher(keyId).matches()) {
      throw new IllegalArgumentException(
          "The id of a key has 1 to 40 lower-case letters, digits, - and _");
    }
    if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "A key has %d to %d bytes, not %d".formatted(LEAST_BYTES, MOST_BYTES, key.length));
    }
    return new ScopeSigner(keyId, new SecretKeySpec(key, ALGORITHM), USUAL, false);
  }

  /**
   * The same with another time for which a signature can be used. A transaction that is bound goes
   * on for longer. It has to cover what the clocks of application and database differ by.
   *
   * @param time a second to an hour; fractions of a second are left out
   * @throws IllegalArgumentException if it is shorter or longer
   */
  public ScopeSigner validFor(Duration time) {
    if (time.toSeconds() < 1 || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("A signature is valid for a second to an hour");
    }
    return new ScopeSigner(keyId, key, time, bindsProcess);
  }

  /**
   * The same, whose signatures are refused on any other connection than that which they are sent
   * on. Not behind a pooler of transactions, such as pgbouncer, which changes the server's process
   * between them.
   */
  public ScopeSigner boundToConnection() {
    return new ScopeSigner(keyId, key, validity, true);
  }

  /** Whether signatures name the server's process. */
  public boolean isBoundToConnection() {
    return bindsProcess;
  }

  /**
   * The signature of a scope, for whoever binds one by SQL: the last parameter of {@code
   * bind_signed_scope}.
   *
   * @param schema where the database is
   * @param scope the parameters of {@code bind_signed_scope} before the signature, in their order
   * @param process the server's process that the connection has; of no matter unless {@link
   *     #boundToConnection()}
   * @throws IllegalArgumentException if a parameter has the character U+001F in it
   */
  public String sign(String schema, List<String> scope, int process) {
    long until = System.currentTimeMillis() / 1000 + validity.toSeconds();
    String forProcess = bindsProcess ? Integer.toString(process) : "";
    StringBuilder text = new StringBuilder(200);
    text.append("lyss scope").append(SEPARATOR).append(schema).append(SEPARATOR);
    text.append(until).append(SEPARATOR).append(forProcess);
    for (String part : scope) {
      if (part.indexOf(SEPARATOR) >= 0) {
        throw new IllegalArgumentException("A scope that is signed has no character U+001F in it");
      }
      text.append(SEPARATOR).append(part);
    }
    return keyId
        + '.'
        + until
        + '.'
        + forProcess
        + '.'
        + HexFormat.of().formatHex(mac(text.toString().getBytes(StandardCharsets.UTF_8)));
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
    return "ScopeSigner[" + keyId + "]";
  }
}

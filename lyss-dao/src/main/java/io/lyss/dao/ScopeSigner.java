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
 * Signs scopes with a key that is stored in the database and that its logins cannot read. If the
 * database requires signatures, someone who can send SQL as the application's login can neither
 * forge a scope with {@code set_config} nor become system work with {@code set role}.
 *
 * <pre>{@code
 * ScopeSigner signer = ScopeSigner.of("2026-11", key);
 * Platform platform = Platform.over(dataSource).signer(signer);
 * }</pre>
 *
 * <p>Each call is signed when it is sent. That takes some microseconds, and the call stays one
 * round trip. The owner of the schema adds the key with {@code add_scope_key} and has signatures
 * required by {@code require_signed_scopes}; until then they are verified and not required.
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

  // separates the parts of the signed text; no part contains it
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
   * A signer whose signatures hold for a minute, on any connection.
   *
   * @param keyId the id of the key in the database: 1 to 40 lower-case letters, digits, hyphens and
   *     underscores
   * @param key 32 to 64 bytes from a cryptographic source of randomness; they are copied. Give each
   *     database a key of its own
   * @throws IllegalArgumentException if the id or the length is not allowed
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
   * The same with another period of validity. A transaction may last longer: only its beginning has
   * to lie in the period. The period has to cover the difference between the clocks of application
   * and database.
   *
   * @param time a second to an hour; fractions of a second are ignored
   * @throws IllegalArgumentException if it is shorter or longer
   */
  public ScopeSigner validFor(Duration time) {
    if (time.toSeconds() < 1 || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("A signature is valid for a second to an hour");
    }
    return new ScopeSigner(keyId, key, time, bindsProcess);
  }

  /**
   * The same, but a signature is valid only on the connection that it was made for. Do not use it
   * behind a pooler in transaction mode, such as pgbouncer: it changes the server's process between
   * transactions.
   */
  public ScopeSigner boundToConnection() {
    return new ScopeSigner(keyId, key, validity, true);
  }

  /** Whether signatures name the server's process. */
  public boolean isBoundToConnection() {
    return bindsProcess;
  }

  /**
   * The signature of a scope, for a host that binds one by SQL. It is the last parameter of {@code
   * bind_signed_scope}.
   *
   * @param schema the schema of LYSS's database
   * @param scope the parameters of {@code bind_signed_scope} before the signature, in their order
   * @param process the id of the connection's server process; used only after {@link
   *     #boundToConnection()}
   * @throws IllegalArgumentException if a parameter contains the character U+001F
   */
  public String sign(String schema, List<String> scope, int process) {
    long until = System.currentTimeMillis() / 1000 + validity.toSeconds();
    String forProcess = bindsProcess ? Integer.toString(process) : "";
    StringBuilder text = new StringBuilder(200);
    text.append("lyss scope").append(SEPARATOR).append(schema).append(SEPARATOR);
    text.append(until).append(SEPARATOR).append(forProcess);
    for (String part : scope) {
      if (part.indexOf(SEPARATOR) >= 0) {
        throw new IllegalArgumentException(
            "The parts of a signed scope may not contain the character U+001F");
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

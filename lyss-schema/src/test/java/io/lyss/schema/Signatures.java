package io.lyss.schema;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs scopes as a host does, and as it must not.
 *
 * @param until seconds since 1970
 * @param process the server's process, or nothing
 */
record Signatures(String keyName, byte[] key, String schema, long until, String process) {

  static final byte[] KEY = bytes(32, 7);

  static final String KEY_NAME = "tests-1";

  /** The function that binds what they sign. */
  static final String BIND = "bind_signed_scope";

  /** With the key of these tests, for as long as they run. */
  static Signatures of(String schema) {
    return new Signatures(KEY_NAME, KEY, schema, System.currentTimeMillis() / 1000 + 3600, "");
  }

  static byte[] bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** Adds the key as the owner of the schema does. */
  static String add(String schema) {
    return "select %s.add_scope_key('%s', decode('%s', 'hex'))"
        .formatted(schema, KEY_NAME, HexFormat.of().formatHex(KEY));
  }

  static String require(String schema) {
    return "select %s.require_signed_scopes()".formatted(schema);
  }

  Signatures keyName(String other) {
    return new Signatures(other, key, schema, until, process);
  }

  Signatures key(byte[] other) {
    return new Signatures(keyName, other, schema, until, process);
  }

  Signatures schema(String other) {
    return new Signatures(keyName, key, other, until, process);
  }

  Signatures until(long other) {
    return new Signatures(keyName, key, schema, other, process);
  }

  Signatures process(String other) {
    return new Signatures(keyName, key, schema, until, other);
  }

  String sign(List<String> scope) {
    String text = String.join("\u001f", "lyss scope", schema, Long.toString(until), process);
    return String.join(
        ".",
        keyName,
        Long.toString(until),
        process,
        mac(text + "\u001f" + String.join("\u001f", scope)));
  }

  private String mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

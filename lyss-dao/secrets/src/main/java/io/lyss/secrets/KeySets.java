package io.lyss.secrets;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AesGcmParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * Makes, writes and reads key sets. A key set decrypts everything, so it belongs into a secret
 * store, never into the database.
 *
 * <p>Where a key management service has encrypted the set, read it with Tink, {@code
 * TinkJsonProtoKeysetFormat.parseEncryptedKeyset(json, kmsAead, new byte[0])}, and give it to
 * {@link SecretCipher#of}.
 */
public final class KeySets {

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private KeySets() {}

  /** A set of one new key of AES-256-GCM. */
  public static KeysetHandle generate() {
    return build(KeysetHandle.newBuilder().addEntry(newKey().makePrimary()));
  }

  /**
   * The set and a new key, which decrypts and does not encrypt yet: the first step of a rotation.
   * Every host needs the key before the first one encrypts with it.
   */
  public static KeysetHandle withNewKey(KeysetHandle keys) {
    return build(KeysetHandle.newBuilder(keys).addEntry(newKey()));
  }

  /**
   * The set with its newest key as the primary one, which encrypts: the second step of a rotation.
   */
  public static KeysetHandle withNewestPrimary(KeysetHandle keys) {
    KeysetHandle.Builder builder = KeysetHandle.newBuilder(keys);
    builder.getAt(builder.size() - 1).makePrimary();
    return build(builder);
  }

  /**
   * The set with its primary key only: the last step of a rotation, once no row needs the other
   * keys ({@link KeyRotation}), and no backup that is still wanted.
   */
  public static KeysetHandle withPrimaryOnly(KeysetHandle keys) {
    KeysetHandle.Builder builder = KeysetHandle.newBuilder(keys);
    for (int i = builder.size() - 1; i >= 0; i--) {
      if (!builder.getAt(i).isPrimary()) {
        builder.deleteAt(i);
      }
    }
    return build(builder);
  }

  /** The set as JSON, in clear, for a secret store. */
  public static String toJson(KeysetHandle keys) {
    try {
      return TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This key set cannot be written", e);
    }
  }

  /**
   * A set from the JSON of {@link #toJson} or of Tink's own tool.
   *
   * @throws IllegalArgumentException if it is no key set; the message does not repeat it
   */
  public static KeysetHandle fromJson(String json) {
    return parse(json, "This text");
  }

  /**
   * A set from a file.
   *
   * @throws IllegalArgumentException if the file holds no key set
   * @throws IOException if it cannot be read
   */
  public static KeysetHandle fromFile(Path file) throws IOException {
    return parse(Files.readString(file), "The file " + file);
  }

  /**
   * A set from an environment variable.
   *
   * @throws IllegalArgumentException if the variable is missing or holds no key set
   */
  public static KeysetHandle fromEnvironment(String variable) {
    String json = System.getenv(variable);
    if (json == null) {
      throw new IllegalArgumentException(
          "The environment variable " + variable + " is not set; it should hold a key set");
    }
    return parse(json, "The environment variable " + variable);
  }

  @SuppressWarnings("UnusedException") // what Tink says of the text may repeat parts of it
  private static KeysetHandle parse(String json, String what) {
    try {
      SecretCipher.register();
      return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IllegalArgumentException(
          what + " is not a key set in Tink's JSON, as KeySets.toJson makes it");
    }
  }

  private static KeysetHandle.Builder.Entry newKey() {
    try {
      SecretCipher.register();
      return KeysetHandle.generateEntryFromParameters(
              AesGcmParameters.builder()
                  .setKeySizeBytes(KEY_BYTES)
                  .setIvSizeBytes(NONCE_BYTES)
                  .setTagSizeBytes(TAG_BYTES)
                  .setVariant(AesGcmParameters.Variant.TINK)
                  .build())
          .withRandomId()
          .setStatus(KeyStatus.ENABLED);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM has no AES-256-GCM", e);
    }
  }

  private static KeysetHandle build(KeysetHandle.Builder builder) {
    try {
      return builder.build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This key set cannot be made", e);
    }
  }
}

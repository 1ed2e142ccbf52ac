package io.lyss.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmParameters;
import io.lyss.dao.Ciphertext;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encrypts secrets with the primary key of a key set, and decrypts each with the key that has
 * encrypted it. A ciphertext reads {@code tink:<id of the key>:<base64>}.
 *
 * <p>Immutable and thread-safe. For another key set, make another cipher.
 */
public final class SecretCipher {

  private static final String SCHEME = "tink:";
  private static final Pattern FORM = Pattern.compile("tink:([0-9]{1,10}):([A-Za-z0-9+/]+={0,2})");

  private final Map<Long, Aead> keys;
  private final long primary;

  private SecretCipher(Map<Long, Aead> keys, long primary) {
    this.keys = keys;
    this.primary = primary;
  }

  /**
   * @param keys keys of AES-256-GCM, as {@link KeySets#generate} makes them
   * @throws IllegalArgumentException if a key is of another kind, or the primary one is disabled
   */
  public static SecretCipher of(KeysetHandle keys) {
    try {
      register();
      Map<Long, Aead> each = new TreeMap<>();
      for (int i = 0; i < keys.size(); i++) {
        KeysetHandle.Entry entry = keys.getAt(i);
        if (entry.getStatus() == KeyStatus.ENABLED) {
          each.put(idOf(entry), aead(entry));
        }
      }
      return new SecretCipher(each, idOf(keys.getPrimary()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("This key set cannot be used", e);
    }
  }

  // One primitive for each key. The id in the text says which, so an error can distinguish a
  // missing key from a changed ciphertext.
  private static Aead aead(KeysetHandle.Entry entry) throws GeneralSecurityException {
    if (!(entry.getKey().getParameters() instanceof AesGcmParameters parameters)
        || parameters.getKeySizeBytes() != 32) {
      throw new IllegalArgumentException(
          "Key "
              + idOf(entry)
              + " of this key set is not of AES-256-GCM; KeySets.generate() makes such keys");
    }
    KeysetHandle single =
        KeysetHandle.newBuilder()
            .addEntry(
                KeysetHandle.importKey(entry.getKey()).withFixedId(entry.getId()).makePrimary())
            .build();
    return single.getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  private static long idOf(KeysetHandle.Entry entry) {
    return Integer.toUnsignedLong(entry.getId());
  }

  static void register() throws GeneralSecurityException {
    AeadConfig.register();
  }

  /**
   * Encrypts a secret for its place. Each call returns another ciphertext, also for the same
   * secret.
   */
  public Ciphertext encrypt(Secret secret, SecretPlace place) {
    try {
      byte[] encrypted = keys.get(primary).encrypt(secret.utf8(), place.associatedData());
      return Ciphertext.of(currentPrefix() + Base64.getEncoder().encodeToString(encrypted));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM cannot encrypt with AES-256-GCM", e);
    }
  }

  /**
   * Decrypts a secret.
   *
   * @return the secret; close it after use
   * @throws UnreadableSecretException if the ciphertext was not made by this class, under a key of
   *     this set, for this place
   */
  @SuppressWarnings("UnusedException") // Tink says "decryption failed" and no more
  public Secret decrypt(Ciphertext ciphertext, SecretPlace place) {
    Matcher form = FORM.matcher(ciphertext.reveal());
    if (!form.matches()) {
      throw new UnreadableSecretException(place, "it was not encrypted by this library");
    }
    long id = Long.parseLong(form.group(1));
    Aead key = keys.get(id);
    if (key == null) {
      throw new UnreadableSecretException(
          place, "it was encrypted with key " + id + ", and the key set has " + keys.keySet());
    }
    byte[] clear;
    try {
      clear = key.decrypt(Base64.getDecoder().decode(form.group(2)), place.associatedData());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnreadableSecretException(
          place,
          "with key "
              + id
              + " it does not open; it was changed or cut off, was copied from another"
              + " row, or is another key's");
    }
    return Secret.owning(clear);
  }

  /** The beginning of each ciphertext that is made with the primary key. */
  String currentPrefix() {
    return SCHEME + primary + ":";
  }
}

package io.lyss.secrets;

/**
 * A stored secret cannot be decrypted: its key is not in the key set, or the ciphertext was
 * changed, cut off or copied from another row. The message names the row and the key's id, and
 * never the ciphertext.
 */
public final class UnreadableSecretException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnreadableSecretException(SecretPlace place, String why) {
    super("The key of " + place + " cannot be decrypted: " + why);
  }
}

package io.lyss.examples.host;

import io.lyss.dao.PasswordHash;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Hashes passwords, as the host of LYSS has to: PBKDF2, which every Java has. */
public final class Passwords {

  private static final int ITERATIONS = 100_000;
  private static final int BITS = 256;

  private Passwords() {}

  public static PasswordHash hash(String password) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return PasswordHash.of(
        String.join(
            "$", "pbkdf2_sha256", "" + ITERATIONS, text(salt), text(derive(password, salt))));
  }

  /** Whether a password has that hash. */
  public static boolean matches(String password, PasswordHash hash) {
    String[] parts = hash.reveal().split("\\$");
    return parts.length == 4
        && MessageDigest.isEqual(
            Base64.getDecoder().decode(parts[3]),
            derive(password, Base64.getDecoder().decode(parts[2])));
  }

  private static byte[] derive(String password, byte[] salt) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, BITS))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no PBKDF2", e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

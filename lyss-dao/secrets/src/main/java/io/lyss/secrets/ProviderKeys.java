package io.lyss.secrets;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderDao;
import java.util.function.BiFunction;

/** The keys of the platform's providers, in clear for the host and encrypted for the database. */
public final class ProviderKeys {

  private final SecretCipher cipher;

  /** Encrypts and decrypts with this cipher. */
  public ProviderKeys(SecretCipher cipher) {
    this.cipher = cipher;
  }

  /**
   * Creates a provider with its key. That takes two statements in one transaction, because the key
   * is bound to the provider's id, which the database makes.
   *
   * @param session not in a transaction
   * @param creation creates the provider with the ciphertext that it is given
   */
  public Provider create(
      PlatformSession session, Secret key, BiFunction<ProviderDao, Ciphertext, Provider> creation) {
    return session.<Provider, RuntimeException>inTransaction(
        same -> {
          ProviderDao providers = same.providers();
          Provider created =
              creation.apply(providers, cipher.encrypt(key, SecretPlace.ofNewProvider()));
          return set(providers, created.id(), key);
        });
  }

  /**
   * Replaces the key of a provider.
   *
   * @throws NotFoundException if there is no such provider, or the session may not change it
   */
  public Provider set(PlatformSession session, int id, Secret key) {
    return set(session.providers(), id, key);
  }

  private Provider set(ProviderDao providers, int id, Secret key) {
    return providers.setApiKey(id, cipher.encrypt(key, SecretPlace.ofProvider(id)));
  }

  /**
   * The key of a provider, to call it with; in a system scope. Close it after use.
   *
   * @throws NotFoundException if there is no such provider
   * @throws ScopeDeniedException in a user's scope
   * @throws UnreadableSecretException if it cannot be decrypted
   */
  public Secret read(PlatformSession system, int id) {
    return cipher.decrypt(system.providers().apiKey(id), SecretPlace.ofProvider(id));
  }
}

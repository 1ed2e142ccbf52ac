package io.lyss.secrets;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Ids;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.provider.Channel;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.NewChannel;
import io.lyss.dao.provider.ProviderSession;
import java.util.UUID;

/** The keys of tenants' channels, in clear for the host and encrypted for the database. */
public final class ChannelKeys {

  private final SecretCipher cipher;

  /** Encrypts and decrypts with this cipher. */
  public ChannelKeys(SecretCipher cipher) {
    this.cipher = cipher;
  }

  /**
   * A channel to be created, with a new id, to which its key is bound. It has the lowest priority
   * and no quota.
   *
   * @param tenantId the tenant that it will be created in
   * @see NewChannel#of
   */
  public NewChannel newChannel(UUID tenantId, String name, long typeId, Secret key, Models models) {
    UUID id = Ids.next();
    return NewChannel.of(name, typeId, encrypt(tenantId, id, key), models).withId(id);
  }

  /**
   * Replaces the key of a channel.
   *
   * @param tenantId the session's tenant; in a system scope, any
   * @throws NotFoundException if there is no such channel, or the session may not change it
   */
  public Channel set(ProviderSession session, UUID tenantId, UUID id, Secret key) {
    return session.channels(tenantId).setKey(id, encrypt(tenantId, id, key));
  }

  /**
   * The key of a channel, to call its provider with; in a system scope. Close it after use.
   *
   * @throws NotFoundException if there is no such channel
   * @throws ScopeDeniedException in a tenant's scope
   * @throws UnreadableSecretException if it cannot be decrypted
   */
  public Secret read(ProviderSession system, UUID tenantId, UUID id) {
    return cipher.decrypt(system.channels(tenantId).key(id), SecretPlace.ofChannel(tenantId, id));
  }

  private Ciphertext encrypt(UUID tenantId, UUID id, Secret key) {
    return cipher.encrypt(key, SecretPlace.ofChannel(tenantId, id));
  }
}

package io.lyss.dao.provider;

import io.lyss.dao.Ciphertext;
import java.util.Objects;
import java.util.UUID;

/**
 * The stored key of a channel.
 *
 * @param id the channel's id
 * @param key the key, encrypted
 */
public record ChannelKey(UUID id, Ciphertext key) {

  public ChannelKey {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(key, "key");
  }
}

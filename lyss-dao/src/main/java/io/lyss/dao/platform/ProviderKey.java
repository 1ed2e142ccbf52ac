package io.lyss.dao.platform;

import io.lyss.dao.Ciphertext;
import java.util.Objects;

/**
 * The stored key of a provider.
 *
 * @param id the provider's id
 * @param apiKey the key, encrypted
 */
public record ProviderKey(int id, Ciphertext apiKey) {

  public ProviderKey {
    Objects.requireNonNull(apiKey, "apiKey");
  }
}

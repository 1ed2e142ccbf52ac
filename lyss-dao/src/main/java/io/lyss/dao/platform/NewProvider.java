package io.lyss.dao.platform;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Json;
import java.util.Objects;
import java.util.Optional;

/**
 * A provider to be created.
 *
 * @param name 1 to 100 characters, no spaces around
 * @param type what kind of service it is
 * @param apiKey the key to call it with, encrypted by the caller
 * @param apiBaseUrl http or https without a login in it, at most 200 characters; empty for the
 *     usual one
 * @param config settings particular to the provider, a JSON object
 */
public record NewProvider(
    String name, ProviderKind type, Ciphertext apiKey, Optional<String> apiBaseUrl, Json config) {

  public NewProvider {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(apiKey, "apiKey");
    Objects.requireNonNull(apiBaseUrl, "apiBaseUrl");
    Objects.requireNonNull(config, "config");
  }

  /** One with the usual base URL and no settings. */
  public static NewProvider of(String name, ProviderKind type, Ciphertext apiKey) {
    return new NewProvider(name, type, apiKey, Optional.empty(), Json.EMPTY);
  }
}

package io.lyss.dao.platform;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An LLM service that can be called. Its key is not part of it: see {@link ProviderDao#apiKey}.
 *
 * @param id the provider's id
 * @param name 1 to 100 characters, no spaces around; unique among the organization providers, and
 *     among the personal ones of one user
 * @param type what kind of service it is
 * @param scope who may use it
 * @param createdBy who created it
 * @param apiBaseUrl http or https without a login in it, at most 200 characters; empty for the
 *     default of its type
 * @param config settings particular to the provider, a JSON object
 * @param active false if nobody may use it
 * @param createdAt when it was created
 * @param updatedAt when it was changed last
 */
public record Provider(
    int id,
    String name,
    ProviderKind type,
    ProviderScope scope,
    int createdBy,
    Optional<String> apiBaseUrl,
    Json config,
    boolean active,
    Instant createdAt,
    Instant updatedAt) {

  public Provider {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(apiBaseUrl, "apiBaseUrl");
    Objects.requireNonNull(config, "config");
  }

  /** The same with another name, to be given to update. */
  public Provider withName(String other) {
    return new Provider(
        id, other, type, scope, createdBy, apiBaseUrl, config, active, createdAt, updatedAt);
  }

  /** The same with another base URL, to be given to update. */
  public Provider withApiBaseUrl(Optional<String> other) {
    return new Provider(
        id, name, type, scope, createdBy, other, config, active, createdAt, updatedAt);
  }

  /** The same with other settings, to be given to update. */
  public Provider withConfig(Json other) {
    return new Provider(
        id, name, type, scope, createdBy, apiBaseUrl, other, active, createdAt, updatedAt);
  }
}

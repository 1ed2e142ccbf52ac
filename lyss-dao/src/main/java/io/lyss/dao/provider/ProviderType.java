package io.lyss.dao.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of provider.
 *
 * @param id the id of the kind
 * @param name name for programs, such as {@code azure-openai}
 * @param displayName name for people
 * @param baseUrl where it is reached; empty if each customer has an address of its own
 * @param supportedModels models that it is known to have
 * @param apiFormat the API that it offers
 * @param active whether its channels serve requests
 * @param updatedAt when it was changed last
 */
public record ProviderType(
    long id,
    String name,
    String displayName,
    Optional<String> baseUrl,
    Set<String> supportedModels,
    ApiFormat apiFormat,
    boolean active,
    Instant updatedAt) {

  public ProviderType {
    supportedModels = Models.sorted("supportedModels", supportedModels);
  }

  /** The same with another name for people: 1 to 100 characters, no spaces around. */
  public ProviderType withDisplayName(String other) {
    return with(other, baseUrl, supportedModels, apiFormat);
  }

  /** The same at another address, http or https, without a login in it. */
  public ProviderType withBaseUrl(Optional<String> other) {
    return with(displayName, other, supportedModels, apiFormat);
  }

  /** The same with other models that it is known to have. */
  public ProviderType withSupportedModels(Set<String> other) {
    return with(displayName, baseUrl, other, apiFormat);
  }

  /** The same with another API. */
  public ProviderType withApiFormat(ApiFormat other) {
    return with(displayName, baseUrl, supportedModels, other);
  }

  private ProviderType with(
      String otherDisplayName,
      Optional<String> otherBaseUrl,
      Set<String> otherModels,
      ApiFormat otherFormat) {
    return new ProviderType(
        id, name, otherDisplayName, otherBaseUrl, otherModels, otherFormat, active, updatedAt);
  }
}

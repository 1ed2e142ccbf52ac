package io.lyss.dao.provider;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of provider to be created.
 *
 * @param name lower-case letters, digits and single hyphens; unique
 * @param displayName 1 to 100 characters, no spaces around
 * @param baseUrl where it is reached, http or https, without a login in it
 * @param supportedModels models that it is known to have
 * @param apiFormat the API that it offers
 */
public record NewProviderType(
    String name,
    String displayName,
    Optional<String> baseUrl,
    Set<String> supportedModels,
    ApiFormat apiFormat) {

  public NewProviderType {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(displayName, "displayName");
    Objects.requireNonNull(baseUrl, "baseUrl");
    supportedModels = Models.sorted("supportedModels", supportedModels);
    Objects.requireNonNull(apiFormat, "apiFormat");
  }
}

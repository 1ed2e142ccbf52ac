package io.lyss.dao.provider;

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
 */
public record ProviderType(
    long id,
    String name,
    String displayName,
    Optional<String> baseUrl,
    Set<String> supportedModels,
    ApiFormat apiFormat,
    boolean active) {}

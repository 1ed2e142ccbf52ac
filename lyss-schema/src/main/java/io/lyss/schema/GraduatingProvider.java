package io.lyss.schema;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A provider of the platform database that becomes a channel. The host decides about it what no
 * rule of LYSS can. It holds a key, which {@code toString} does not show.
 *
 * @param id its id in the platform database
 * @param name its name
 * @param providerType openai, anthropic, ollama or custom
 * @param apiBaseUrl where it is reached; null for the default of its type
 * @param config the host's settings, a JSON object
 * @param apiKey the ciphertext of its key, still bound to its place in the platform database
 * @param tenant the tenant of the channel, to which the new ciphertext is bound
 * @param channel the id of the channel, to which the new ciphertext is bound
 */
public record GraduatingProvider(
    int id,
    String name,
    String providerType,
    @Nullable String apiBaseUrl,
    String config,
    String apiKey,
    UUID tenant,
    UUID channel) {

  @Override
  public String toString() {
    return "GraduatingProvider[id=%d, name=%s, providerType=%s, channel=%s]"
        .formatted(id, name, providerType, channel);
  }
}

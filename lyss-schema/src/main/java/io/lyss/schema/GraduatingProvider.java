package io.lyss.schema;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A provider of the platform database that becomes a channel, for the host to decide what no rule
 * of LYSS can. It holds a key: {@code toString} does not show it.
 *
 * @param id its id in the platform database
 * @param name its name
 * @param providerType openai, anthropic, ollama or custom
 * @param apiBaseUrl where it is reached; null for the usual place
 * @param config what the host keeps with it, a JSON object
 * @param apiKey the ciphertext of its key, which is bound to what the host bound it to there
 * @param tenant the tenant that the channel is of, to bind the new ciphertext to
 * @param channel the id of the channel, to bind the new ciphertext to
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

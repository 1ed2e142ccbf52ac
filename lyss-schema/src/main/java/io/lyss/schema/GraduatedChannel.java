package io.lyss.schema;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The host's decisions about a provider that becomes a channel. It holds a key: {@code toString}
 * does not show it.
 *
 * @param type the name of a kind of provider in the provider database, such as {@code openai}
 * @param key the ciphertext of the key, bound to tenant and channel
 * @param models the models that it serves, by the names that requests use
 * @param modelMapping what the provider calls a model, where that differs
 */
public record GraduatedChannel(
    String type, String key, List<String> models, Map<String, String> modelMapping) {

  public GraduatedChannel {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(key, "key");
    models = List.copyOf(models);
    modelMapping = Map.copyOf(modelMapping);
  }

  @Override
  public String toString() {
    return "GraduatedChannel[type=%s, models=%s]".formatted(type, models);
  }
}

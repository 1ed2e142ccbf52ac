package io.lyss.dao.chat;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The settings with which a conversation's model is called.
 *
 * @param modelName the model: 1 to 100 characters, no leading or trailing spaces; empty if the host
 *     chooses
 * @param providerChannelId the channel of the provider service; empty if the host chooses
 * @param systemPrompt what the model gets first; not blank
 * @param temperature sampling temperature, 0 to 2
 * @param maxTokens how many tokens an answer may have; at least 1
 */
public record ModelSettings(
    Optional<String> modelName,
    Optional<UUID> providerChannelId,
    Optional<String> systemPrompt,
    double temperature,
    int maxTokens) {

  /** No model and no channel; temperature 0.7 and 4,000 tokens. */
  public static final ModelSettings DEFAULT =
      new ModelSettings(Optional.empty(), Optional.empty(), Optional.empty(), 0.7, 4000);

  public ModelSettings {
    Objects.requireNonNull(modelName, "modelName");
    Objects.requireNonNull(providerChannelId, "providerChannelId");
    Objects.requireNonNull(systemPrompt, "systemPrompt");
  }

  /** The same settings with a model. */
  public ModelSettings withModel(String name) {
    return new ModelSettings(
        Optional.of(name), providerChannelId, systemPrompt, temperature, maxTokens);
  }

  /** The same settings with a channel of the provider service. */
  public ModelSettings withChannel(UUID channelId) {
    return new ModelSettings(
        modelName, Optional.of(channelId), systemPrompt, temperature, maxTokens);
  }

  /** The same settings with a system prompt. */
  public ModelSettings withSystemPrompt(String prompt) {
    return new ModelSettings(
        modelName, providerChannelId, Optional.of(prompt), temperature, maxTokens);
  }

  /** The same settings with a sampling temperature. */
  public ModelSettings withTemperature(double value) {
    return new ModelSettings(modelName, providerChannelId, systemPrompt, value, maxTokens);
  }

  /** The same settings with a limit of tokens for an answer. */
  public ModelSettings withMaxTokens(int tokens) {
    return new ModelSettings(modelName, providerChannelId, systemPrompt, temperature, tokens);
  }
}

package io.lyss.dao.provider;

import java.util.Optional;
import java.util.UUID;

/**
 * The channel that a request is sent through.
 *
 * @param attempt names this request in reports on it
 * @param type the name of the kind of provider
 * @param baseUrl where the provider is reached; empty if only the host knows
 * @param apiFormat the API that the provider offers
 * @param model what the provider calls the model
 * @param probe whether the channel, or the model through it, has failed and this request tries it.
 *     No other request tries it for a minute, or until the result is reported
 */
public record SelectedChannel(
    Attempt attempt,
    String type,
    Optional<String> baseUrl,
    ApiFormat apiFormat,
    String model,
    boolean probe) {

  /** The channel; its key is read in a system scope. */
  public UUID channelId() {
    return attempt.channelId();
  }
}

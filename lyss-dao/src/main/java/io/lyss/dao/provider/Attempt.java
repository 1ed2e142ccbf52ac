package io.lyss.dao.provider;

import java.util.Objects;
import java.util.UUID;

/**
 * Which request it is that a report is about: one that was sent through a channel after it had been
 * chosen. Keep it with the request, and hand it back; its numbers tell whether the channel has
 * failed or recovered in between.
 *
 * @param channelId the channel
 * @param model the model, by the name that the request uses
 * @param channelEpoch how often the state of the whole channel had changed
 * @param modelEpoch how often the state of the model through this channel had changed
 */
public record Attempt(UUID channelId, String model, long channelEpoch, long modelEpoch) {

  public Attempt {
    Objects.requireNonNull(channelId, "channelId");
    Objects.requireNonNull(model, "model");
  }
}

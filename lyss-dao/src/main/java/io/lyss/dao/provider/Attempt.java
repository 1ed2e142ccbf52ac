package io.lyss.dao.provider;

import java.util.Objects;
import java.util.UUID;

/**
 * A request that was sent through a selected channel, for the report of how it went. Keep it with
 * the request and pass it to the report. Its numbers show whether the channel has failed or
 * recovered meanwhile.
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

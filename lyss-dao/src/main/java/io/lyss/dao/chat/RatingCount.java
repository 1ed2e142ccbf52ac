package io.lyss.dao.chat;

import java.util.Optional;

/**
 * How often the answers of a model were given a rating.
 *
 * @param modelUsed the model; empty for messages that no model wrote, or whose model is not known
 * @param value the rating
 * @param ratings how many ratings
 */
public record RatingCount(Optional<String> modelUsed, int value, long ratings) {}

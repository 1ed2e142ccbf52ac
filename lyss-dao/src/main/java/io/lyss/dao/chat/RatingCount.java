package io.lyss.dao.chat;

import java.util.Optional;

/**
 * How often the answers of a model were given a rating.
 *
 * @param modelUsed the model; empty for messages that are none's, or of which it is not known
 * @param value the rating
 * @param ratings how many ratings
 */
public record RatingCount(Optional<String> modelUsed, int value, long ratings) {}

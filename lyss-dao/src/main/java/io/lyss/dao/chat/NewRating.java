package io.lyss.dao.chat;

import java.util.Objects;
import java.util.Optional;

/**
 * What a person thinks of a message.
 *
 * @param value -100 to 100, on a scale of the host's: -1 and 1, say, or 1 to 5
 * @param comment what the person says about it, to those who run the platform: not blank
 */
public record NewRating(int value, Optional<String> comment) {

  public NewRating {
    Objects.requireNonNull(comment, "comment");
  }

  /** A rating without a comment. */
  public static NewRating of(int value) {
    return new NewRating(value, Optional.empty());
  }

  /** The same rating with a comment. */
  public NewRating withComment(String text) {
    return new NewRating(value, Optional.of(text));
  }
}

package io.lyss.dao.chat;

import io.lyss.dao.Ids;
import java.util.Objects;
import java.util.UUID;

/**
 * A summary to be added.
 *
 * @param id the summary's id, from {@link Ids#next}
 * @param text the summary; not blank
 * @param type who wrote it
 * @param upToSequence the last message that it covers, which has to exist
 */
public record NewSummary(UUID id, String text, SummaryType type, long upToSequence) {

  public NewSummary {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(type, "type");
  }

  /** A summary that a model wrote. */
  public static NewSummary auto(String text, long upToSequence) {
    return new NewSummary(Ids.next(), text, SummaryType.AUTO, upToSequence);
  }

  /** A summary that a person wrote. */
  public static NewSummary manual(String text, long upToSequence) {
    return new NewSummary(Ids.next(), text, SummaryType.MANUAL, upToSequence);
  }
}

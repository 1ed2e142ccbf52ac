package io.lyss.dao.chat;

/** Who wrote a summary. */
public enum SummaryType {
  /** A model. */
  AUTO,
  /** A person. */
  MANUAL
}

package io.lyss.dao.platform;

/** Who speaks. */
public enum MessageRole {
  /** The owner of the conversation. */
  USER,
  /** The provider's model. */
  ASSISTANT,
  /** The application. */
  SYSTEM
}

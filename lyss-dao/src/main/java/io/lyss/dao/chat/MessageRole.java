package io.lyss.dao.chat;

/** Who speaks. */
public enum MessageRole {
  /** The owner of the conversation. */
  USER,
  /** The model. */
  ASSISTANT,
  /** The application. */
  SYSTEM,
  /** A tool that the model has called. */
  TOOL
}

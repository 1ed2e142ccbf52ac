package io.lyss.benchmarks.peers;

import io.lyss.benchmarks.figures.Volume;
import io.lyss.benchmarks.text.TextFigures;
import java.util.Collection;
import java.util.UUID;

/**
 * The page that all libraries read: the latest fifty messages, and one more to see that there are
 * more.
 */
final class Asked {

  static final int ROWS = 51;
  static final UUID TENANT = Volume.uuid(1);
  static final String COLUMNS =
      "tenant_id, id, conversation_id, user_id, sequence, role, content, token_count, model_used,"
          + " response_time_ms, tool_calls, tool_call_id, finish_reason, metadata, imported_at,"
          + " created_at";
  static final String TABLE = "lyss_chat.conversation_messages";

  private Asked() {}

  static UUID user(int n) {
    return Volume.uuid(TextFigures.user(n));
  }

  static UUID conversation(int n) {
    return Volume.uuid(TextFigures.youngConversation(n));
  }

  /** A side that reads fewer rows would look fast. */
  static void complete(Collection<?> rows) {
    if (rows.size() != ROWS) {
      throw new IllegalStateException("a page of " + rows.size() + " messages");
    }
  }
}

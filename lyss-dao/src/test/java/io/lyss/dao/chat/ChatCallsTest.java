package io.lyss.dao.chat;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;
import java.util.Set;

class ChatCallsTest extends CallsTest<ChatSession, ChatWorld> {

  ChatCallsTest() throws Exception {
    super(LyssDatabase.CHAT, new ChatCalls());
  }

  @Override
  protected Set<String> indexesOfManyRows() {
    return Set.of(
        "idx_audit_logs_action",
        "idx_conversation_messages_search",
        "idx_conversations_expires_at",
        "idx_conversations_search",
        "idx_conversations_user_created");
  }
}

package io.lyss.dao.chat;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;
import java.util.Map;

class ChatCallsTest extends CallsTest<ChatSession, ChatWorld> {

  ChatCallsTest() throws Exception {
    super(LyssDatabase.CHAT, new ChatCalls());
  }

  @Override
  protected Map<String, String> indexesWithoutCalls() {
    return Map.ofEntries(
        Map.entry(
            "idx_audit_logs_action",
            "`AuditDao.search` for an action, where many rows are of others"),
        Map.entry(
            "idx_conversation_messages_search",
            "`MessageDao.search` and its like, where there is more than a page of messages"),
        Map.entry("idx_conversations_expires_at", "the job that purges what has expired"),
        Map.entry(
            "idx_conversations_search",
            "`ConversationDao.search`, where there is more than a page of conversations"),
        Map.entry(
            "idx_conversations_user_created",
            "`ConversationDao.list` in the order in which they were opened"));
  }
}

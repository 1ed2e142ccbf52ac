package io.lyss.dao.chat;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;

class ChatCallsTest extends CallsTest<ChatSession, ChatWorld> {

  ChatCallsTest() throws Exception {
    super(LyssDatabase.CHAT, new ChatCalls());
  }
}

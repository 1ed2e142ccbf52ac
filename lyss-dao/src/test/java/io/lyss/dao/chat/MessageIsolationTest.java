package io.lyss.dao.chat;

import io.lyss.dao.Scope;
import io.lyss.dao.testing.Hidden;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageIsolationTest extends ChatServiceTest {

  private final Scope.TenantUser user = chat.user();

  @Test
  void anArchivedConversationLooksMissingToStrangers() {
    UUID id = chat.conversation(user).id();
    chat.as(user).conversations().archive(id);
    for (Scope.TenantUser stranger : chat.strangers(user)) {
      new Hidden<>(chat.as(user), chat.as(stranger))
          .by(
              id,
              NEVER,
              (session, key) -> session.messages().append(key, NewMessage.user("hello")));
    }
  }
}

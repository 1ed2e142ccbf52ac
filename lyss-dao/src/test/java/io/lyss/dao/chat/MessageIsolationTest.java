package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Hidden;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageIsolationTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(10);

  private final Scope.Tenant user = chat.user();

  @Test
  void theMessagesOfAnothersConversationAreAsOfOneThatNeverWas() {
    UUID id = chat.conversation(user).id();
    List<Message> said =
        chat.as(user)
            .messages()
            .append(
                id,
                List.of(
                    NewMessage.user("the pineapple is ripe"),
                    NewMessage.toolCalls(new Json("[{\"id\": \"a\"}]"))));
    NewMessage good = NewMessage.user("hello");
    NewMessage bad = NewMessage.user("");
    NewMessage answer = NewMessage.tool("a", "yes");
    Cursor after = new Cursor(said.get(1).createdAt().plusSeconds(1), Long.MAX_VALUE);
    for (Scope.Tenant stranger : chat.strangers(user)) {
      Hidden<ChatSession> hidden = new Hidden<>(chat.as(user), chat.as(stranger));
      hidden.by(id, NEVER, (session, key) -> session.messages().listNewestFirst(key, PAGE));
      hidden.by(id, NEVER, (session, key) -> session.messages().listOldestFirst(key, PAGE));
      hidden.by(
          id, NEVER, (session, key) -> session.messages().listNewestFirst(key, PAGE.after(after)));
      hidden.by(id, NEVER, (session, key) -> session.messages().find(key, 1));
      hidden.by(id, NEVER, (session, key) -> session.messages().context(key, 5));
      hidden.by(id, NEVER, (session, key) -> session.messages().append(key, good));
      hidden.by(id, NEVER, (session, key) -> session.messages().append(key, bad));
      hidden.by(id, NEVER, (session, key) -> session.messages().append(key, List.of(good, bad)));
      assertThat(refusal(chat.as(stranger), id, answer).replace(id.toString(), "KEY"))
          .isEqualTo(refusal(chat.as(stranger), NEVER, answer).replace(NEVER.toString(), "KEY"));
    }
    assertThat(chat.as(user).messages().listOldestFirst(id, PAGE).items()).startsWith(said.get(0));
  }

  @Test
  void ofAnArchivedOneNobodyLearnsThatItIs() {
    UUID id = chat.conversation(user).id();
    chat.as(user).conversations().archive(id);
    for (Scope.Tenant stranger : chat.strangers(user)) {
      new Hidden<>(chat.as(user), chat.as(stranger))
          .by(
              id,
              NEVER,
              (session, key) -> session.messages().append(key, NewMessage.user("hello")));
    }
  }

  private static String refusal(ChatSession session, UUID conversation, NewMessage message) {
    try {
      return session.messages().append(conversation, message).toString();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }
}

package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Hidden;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageIsolationTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(10);
  private static final long NONE = NEVER;

  private final User user = platform.user();
  private final Conversation conversation = platform.conversation(user);
  private final Message secret =
      platform
          .as(user)
          .messages()
          .append(conversation.id(), NewMessage.of(MessageRole.USER, "the pineapple is ripe"));

  @Test
  void aConversationOfAnotherUserSeemsToHaveNoMessages() {
    long id = conversation.id();
    NewMessage good = NewMessage.of(MessageRole.USER, "hello");
    NewMessage bad = new NewMessage(MessageRole.USER, "hello", new Json("[]"));
    for (User somebody : List.of(platform.user(), platform.admin())) {
      Hidden<PlatformSession> hidden = new Hidden<>(platform.as(user), platform.as(somebody));
      hidden.by(id, NONE, (session, key) -> session.messages().listNewestFirst(key, PAGE));
      hidden.by(id, NONE, (session, key) -> session.messages().listOldestFirst(key, PAGE));
      hidden.by(id, NONE, (session, key) -> session.messages().append(key, good));
      hidden.by(id, NONE, (session, key) -> session.messages().append(key, List.of(good, good)));
      assertThat(refusal(platform.as(somebody), id, bad))
          .isEqualTo(refusal(platform.as(somebody), NONE, bad));
    }
    assertThat(platform.as(user).messages().listOldestFirst(id, PAGE).items())
        .startsWith(secret)
        .allMatch(message -> message.conversationId() == id);
  }

  private static String refusal(PlatformSession session, long conversation, NewMessage message) {
    try {
      return session.messages().append(conversation, message).toString();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  @Test
  void noSearchFindsMessagesOfAnotherUser() {
    assertThat(platform.as(user).messages().search("pineapple", PAGE).items())
        .containsExactly(secret);
    for (User somebody : List.of(platform.user(), platform.admin())) {
      assertThat(platform.as(somebody).messages().search("pineapple", PAGE).items()).isEmpty();
    }
  }
}

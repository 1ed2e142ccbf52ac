package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Appending is idempotent: a caller that got no answer repeats the call. */
class AppendAgainTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final String KEY = "conversation_messages_tenant_id_id_created_at_pk";

  private final Scope.TenantUser user = chat.user();
  private final MessageDao messages = chat.as(user).messages();
  private final ConversationDao conversations = chat.as(user).conversations();

  @Test
  void messagesThatAreAppendedAgainAreStoredAndCountedOnce() {
    UUID id = chat.conversation(user).id();
    List<NewMessage> twice =
        List.of(
            NewMessage.user("question").withTokens(3),
            NewMessage.toolCalls(new Json("[{\"id\": \"call\"}]")).withTokens(4));
    List<Message> first = messages.append(id, twice);
    Conversation after = conversations.get(id);
    messages.append(id, NewMessage.tool("call", "answer"));

    assertThat(messages.append(id, twice)).isEqualTo(first);
    assertThat(messages.append(id, twice.get(1))).isEqualTo(first.get(1));
    assertThat(messages.listOldestFirst(id, PAGE).items()).hasSize(3).startsWith(first.get(0));
    assertThat(conversations.get(id).messageCount()).isEqualTo(after.messageCount() + 1);
    assertThat(conversations.get(id).tokenUsage()).isEqualTo(after.tokenUsage());
  }

  @Test
  void aMessageMayBeAppendedAgainAfterTheConversationWasArchived() {
    UUID id = chat.conversation(user).id();
    NewMessage message = NewMessage.user("before");
    Message stored = messages.append(id, message);
    conversations.archive(id);
    assertThat(messages.append(id, message)).isEqualTo(stored);
    Expect.refused("conversations_status", () -> messages.append(id, NewMessage.user("after")));
  }

  @Test
  void noMessageIsAppendedIfOnlySomeAreStoredAlready() {
    UUID id = chat.conversation(user).id();
    NewMessage there = NewMessage.user("there");
    messages.append(id, there);
    Expect.conflict(
        KEY,
        "1 of these 2 messages are there already",
        () -> messages.append(id, List.of(there, NewMessage.user("not there"))));
    assertThat(messages.listOldestFirst(id, PAGE).items()).hasSize(1);
  }

  @Test
  void anotherTextUnderTheIdOfAStoredMessageIsRefused() {
    UUID id = chat.conversation(user).id();
    List<NewMessage> stored =
        List.of(
            NewMessage.user("question"),
            NewMessage.toolCalls("calling", new Json("[{\"id\": \"a\"}]")),
            NewMessage.tool("a", "answer"));
    messages.append(id, stored);
    Conversation before = conversations.get(id);
    for (NewMessage other :
        List.of(
            NewMessage.user("Question").withId(stored.get(0).id()),
            NewMessage.assistant("question").withId(stored.get(0).id()),
            NewMessage.toolCalls("calling", new Json("[{\"id\": \"b\"}]"))
                .withId(stored.get(1).id()),
            NewMessage.assistant("calling").withId(stored.get(1).id()),
            stored.get(0).withMetadata(new Json("{\"parts\": 2}")),
            stored.get(1).withFinishReason("length"),
            NewMessage.tool("b", "answer").withId(stored.get(2).id()))) {
      Expect.conflict(
          KEY,
          "message " + other.id() + " is stored already, and says something else",
          () -> messages.append(id, other));
    }
    assertThat(conversations.get(id)).isEqualTo(before);
    // the number of tokens is not compared: the stored message keeps its own
    assertThat(messages.append(id, stored.get(0).withTokens(7)).tokenCount()).isZero();
  }

  @Test
  void twoMessagesOfOneCallHaveTwoIds() {
    UUID id = chat.conversation(user).id();
    NewMessage message = NewMessage.user("twice");
    for (int i = 0; i < 2; i++) {
      Expect.conflict(
          KEY,
          "some of these 2 messages have the same id",
          () -> messages.append(id, List.of(message, message)));
      messages.append(id, message);
    }
    assertThat(messages.listOldestFirst(id, PAGE).items()).hasSize(1);
  }

  @Test
  void theIdOfAnotherUsersMessageIsFree() {
    UUID id = chat.conversation(user).id();
    NewMessage message = NewMessage.user("mine");
    messages.append(id, message);
    Scope.TenantUser other = chat.user();
    UUID theirs = chat.conversation(other).id();
    Message same = chat.as(other).messages().append(theirs, message);
    assertThat(same.sequence()).isOne();
    assertThat(chat.as(other).messages().listOldestFirst(theirs, PAGE).items()).hasSize(1);
  }

  @Test
  void callersThatAppendTheSameMessageAtOnceStoreOne() throws Exception {
    UUID id = chat.conversation(user).id();
    NewMessage message = NewMessage.user("once").withTokens(5);
    Callable<Message> append = () -> messages.append(id, message);
    assertThat(Parallel.run(Collections.nCopies(8, append)))
        .containsOnly(messages.append(id, message));
    assertThat(conversations.get(id).messageCount()).isOne();
    assertThat(conversations.get(id).tokenUsage()).isEqualTo(5);
  }
}

package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Appending is idempotent: a caller that got no answer repeats the call. */
class AppendAgainTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final String KEY = "messages_idempotency_key";
  private static final NewMessage QUESTION =
      NewMessage.of(MessageRole.USER, "question").withMetadata(new Json("{\"n\": 1}"));

  private final User user = platform.user();
  private final long id = platform.conversation(user).id();
  private final MessageDao messages = platform.as(user).messages();
  private final ConversationDao conversations = platform.as(user).conversations();

  @Test
  void anotherMessageUnderTheKeyOfAStoredOneIsRefused() {
    Message stored = messages.append(id, QUESTION);
    Conversation before = conversations.get(id);
    UUID key = QUESTION.idempotencyKey();
    for (NewMessage other :
        List.of(
            NewMessage.of(MessageRole.USER, "Question").withMetadata(QUESTION.metadata()),
            NewMessage.of(MessageRole.ASSISTANT, "question").withMetadata(QUESTION.metadata()),
            NewMessage.of(MessageRole.USER, "question"))) {
      Expect.conflict(
          KEY,
          "message " + key + " is stored already, and says something else",
          () -> messages.append(id, other.withIdempotencyKey(key)));
    }
    assertThat(messages.append(id, QUESTION)).isEqualTo(stored);
    // the same JSON with other spaces is equal
    assertThat(messages.append(id, QUESTION.withMetadata(new Json("{\"n\":1}")))).isEqualTo(stored);
    assertThat(conversations.get(id)).isEqualTo(before);
  }

  @Test
  void theKeyIsFreeInAnotherConversationAndForAnotherUser() {
    NewMessage message = NewMessage.of(MessageRole.USER, "mine");
    messages.append(id, message);
    long another = platform.conversation(user).id();
    assertThat(messages.append(another, message).sequence()).isOne();
    User other = platform.user();
    long theirs = platform.conversation(other).id();
    assertThat(platform.as(other).messages().append(theirs, message).sequence()).isOne();
    Expect.notFound("conversation", id, () -> platform.as(other).messages().append(id, message));
  }

  @Test
  void callersThatAppendTheSameMessageAtOnceStoreOne() throws Exception {
    long fresh = platform.conversation(user).id();
    NewMessage message = NewMessage.of(MessageRole.USER, "once");
    Callable<Message> append = () -> messages.append(fresh, message);
    assertThat(Parallel.run(Collections.nCopies(8, append)))
        .containsOnly(messages.append(fresh, message));
    assertThat(conversations.get(fresh).messageCount()).isOne();
    assertThat(messages.listOldestFirst(fresh, PAGE).items()).hasSize(1);
  }

  @Test
  void appendingCountsMessagesAndLeavesUpdatedAtAlone() {
    Conversation before = platform.conversation(user);
    Message last =
        messages
            .append(
                before.id(),
                List.of(
                    NewMessage.of(MessageRole.USER, "a?"),
                    NewMessage.of(MessageRole.ASSISTANT, "b").withIdempotencyKey(Ids.next())))
            .get(1);
    Conversation after = conversations.get(before.id());
    assertThat(after.messageCount()).isEqualTo(2);
    assertThat(after.lastActiveAt()).isEqualTo(last.createdAt());
    assertThat(after.updatedAt()).isEqualTo(before.updatedAt());
    assertThat(conversations.update(before.withTitle("still as it was read")).messageCount())
        .isEqualTo(2);
  }
}

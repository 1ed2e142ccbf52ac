package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Contents;
import io.lyss.dao.testing.Expect;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A message says something, or it is refused: models refuse a conversation with an empty one. */
class ContentTest extends PlatformTest {

  private static final Instant LONG_AGO = Instant.parse("2024-02-01T00:00:00Z");

  private final User user = platform.user();
  private final ConversationDao conversations = platform.as(user).conversations();
  private long id;
  private final MessageDao messages = platform.as(user).messages();

  @BeforeEach
  void open() {
    id = platform.conversation(user).id();
  }

  private static NewMessage said(Contents one) {
    return NewMessage.of(MessageRole.USER, one.text()).withMetadata(one.metadata());
  }

  private List<String> texts() {
    return messages.listOldestFirst(id, PageRequest.first(10)).items().stream()
        .map(Message::content)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("io.lyss.dao.testing.Contents#ofNothing")
  void whatSaysNothingIsRefused(Contents one) {
    NewMessage empty = said(one);
    NewConversation elsewhere = NewConversation.of(platform.personal(user).id(), "elsewhere");
    String why = "message " + empty.idempotencyKey() + " says nothing";
    Expect.refused("messages_content", why, () -> messages.append(id, empty));
    Expect.refused(
        "messages_content",
        why,
        () -> messages.append(id, List.of(NewMessage.of(MessageRole.USER, "good"), empty)));
    Expect.refused(
        "messages_content",
        why,
        () ->
            conversations.importMessages(elsewhere, List.of(new ImportedMessage(empty, LONG_AGO))));
    messages.append(id, NewMessage.of(MessageRole.USER, "good"));
    assertThat(texts()).containsExactly("good");
  }

  @ParameterizedTest
  @MethodSource("io.lyss.dao.testing.Contents#ofSomething")
  void whatSaysSomethingIsStoredAsGiven(Contents one) {
    NewMessage message = said(one);
    Message stored = messages.append(id, message);
    assertThat(stored.content()).isEqualTo(one.text());
    assertThat(stored.metadata()).isEqualTo(one.metadata());
    assertThat(messages.append(id, message)).as("again").isEqualTo(stored);
  }

  /** A former version stored it, and the host got no answer. */
  @Test
  void whatIsStoredAlreadyMayBeAppendedAgain() {
    NewMessage old = NewMessage.of(MessageRole.USER, "\n");
    platform
        .database()
        .execute(
            """
            insert into lyss_platform.messages
              (conversation_id, user_id, sequence, idempotency_key, role, content)
            values (%s, %s, 1, '%s', 'user', E'\\n');
            update lyss_platform.conversations
            set message_count = 1, last_active_at = current_timestamp, greatest_idempotency_key = '%s'
            where id = %s
            """
                .formatted(id, user.id(), old.idempotencyKey(), old.idempotencyKey(), id));
    assertThat(messages.append(id, old).content()).isEqualTo("\n");
    assertThat(texts()).containsExactly("\n");
  }
}

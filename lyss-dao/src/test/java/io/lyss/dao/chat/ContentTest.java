package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Contents;
import io.lyss.dao.testing.Expect;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A message says something, or it is refused: models refuse a conversation with an empty one. */
class ContentTest extends ChatServiceTest {

  private static final Instant LONG_AGO = Instant.parse("2024-02-01T00:00:00Z");

  private final Scope.TenantUser user = chat.user();
  private final ConversationDao conversations = chat.as(user).conversations();
  private UUID id;
  private final MessageDao messages = chat.as(user).messages();

  @BeforeEach
  void open() {
    id = chat.conversation(user).id();
  }

  private static NewMessage said(Contents one) {
    return NewMessage.user(one.text()).withMetadata(one.metadata());
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
    NewConversation elsewhere = NewConversation.of("elsewhere");
    String why = "message " + empty.id() + " says nothing";
    Expect.refused("conversation_messages_content", why, () -> messages.append(id, empty));
    Expect.refused(
        "conversation_messages_content",
        why,
        () -> messages.append(id, List.of(NewMessage.user("good"), empty)));
    Expect.refused(
        "conversation_messages_content",
        why,
        () ->
            conversations.importMessages(elsewhere, List.of(new ImportedMessage(empty, LONG_AGO))));
    messages.append(id, NewMessage.user("good"));
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

  /** A tool may have nothing to say, and a model that calls one need not say anything. */
  @Test
  void callsAndAnswersOfToolsNeedNoText() {
    Json call = new Json("[{\"id\": \"c1\", \"type\": \"function\"}]");
    assertThat(
            messages.append(
                id, List.of(NewMessage.toolCalls("\n", call), NewMessage.tool("c1", ""))))
        .extracting(Message::content)
        .containsExactly("\n", "");
  }

  /** A former version stored it, and the host got no answer. */
  @Test
  void whatIsStoredAlreadyMayBeAppendedAgain() {
    NewMessage old = NewMessage.user("\n");
    chat.database()
        .execute(
            """
            insert into lyss_chat.conversation_messages
              (tenant_id, id, conversation_id, user_id, sequence, role, content)
            values ('%s', '%s', '%s', '%s', 1, 'user', E'\\n');
            update lyss_chat.conversations
            set message_count = 1, last_active_at = current_timestamp, greatest_message_id = '%s'
            where id = '%s'
            """
                .formatted(user.tenantId(), old.id(), id, user.userId(), old.id(), id));
    assertThat(messages.append(id, old).content()).isEqualTo("\n");
    assertThat(texts()).containsExactly("\n");
  }

  /** Adapters ask before they send. */
  @Test
  void adaptersTakeForBlankWhatTheDatabaseDoes() {
    List<Integer> asked =
        IntStream.concat(IntStream.range(1, 0x20000), IntStream.range(0xe0000, 0xe1100))
            .filter(c -> c < 0xd800 || c > 0xdfff)
            .boxed()
            .toList();
    List<Integer> blank =
        asked.stream()
            .filter(c -> ModelMemory.orNoText(Character.toString(c)).equals("(no text)"))
            .toList();
    assertThat(
            chat.query(
                "select c from generate_series(1, x'e10ff'::integer) as c"
                    + " where c not between x'd800'::integer and x'dfff'::integer"
                    + " and c not between x'20000'::integer and x'dffff'::integer"
                    + " and not lyss_chat.not_blank(chr(c)) order by c"))
        .isEqualTo(blank.stream().map(String::valueOf).toList());
    assertThat(ModelMemory.orNoText("\n\u200b天")).isEqualTo("\n\u200b天");
  }
}

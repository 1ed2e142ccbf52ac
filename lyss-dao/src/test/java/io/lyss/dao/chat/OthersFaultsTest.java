package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of other stores of conversations have reported as lost, mixed up or left behind. */
class OthersFaultsTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);

  private final Scope.TenantUser user = chat.user();
  private final ChatSession session = chat.as(user);
  private final MessageDao messages = session.messages();

  private List<String> said(UUID id) {
    return messages.listOldestFirst(id, PAGE).items().stream().map(Message::content).toList();
  }

  /** Answers of tools contain escaped NULs and halves of characters. */
  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "\\ud83d", "\\uDE00\\ud83d", "\\\\\\u0000"})
  void jsonOfWhichATextCannotBeMadeIsRefusedByName(String escape) {
    UUID id = chat.conversation(user).id();
    NewMessage good = NewMessage.user("hello");
    Json metadata = new Json("{\"output\": \"a" + escape + "b\"}");
    Json calls = new Json("[{\"id\": \"1\", \"arguments\": \"a" + escape + "b\"}]");
    refused("metadata", () -> messages.append(id, List.of(good, good(metadata))));
    refused("tool_calls", () -> messages.append(id, List.of(good, NewMessage.toolCalls(calls))));
    assertThat(said(id)).isEmpty();
  }

  private static NewMessage good(Json metadata) {
    return NewMessage.user("and").withMetadata(metadata);
  }

  private static void refused(String argument, Runnable call) {
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(call::run)
        .withMessageContaining(argument + " is no valid text")
        .satisfies(e -> assertThat(e.constraint()).isEqualTo(argument));
  }

  /** A backslash that is escaped is one, and so is what stands behind it. */
  @ParameterizedTest
  @ValueSource(strings = {"\\\\u0000", "\\ud83d\\ude00", "C:\\\\users\\\\u", "\\\"\\u00e9\\n"})
  void jsonWithOtherEscapesIsStored(String escaped) {
    UUID id = chat.conversation(user).id();
    messages.append(id, good(new Json("{\"output\": \"" + escaped + "\"}")));
    assertThat(said(id)).containsExactly("and");
  }

  /** What only looks like such an escape is a text like any other. */
  @Test
  void aTextThatSpeaksOfEscapesIsStored() {
    UUID id = chat.conversation(user).id();
    messages.append(id, NewMessage.user("replace \\u0000 and \\ud83d"));
    assertThat(said(id)).containsExactly("replace \\u0000 and \\ud83d");
  }

  /** The second message of a branch was added to the conversation that it had branched off. */
  @Test
  void messagesOfAForkStayInTheFork() {
    UUID id = chat.conversation(user).id();
    messages.append(id, List.of(NewMessage.user("q"), NewMessage.assistant("a")));
    UUID fork = session.conversations().fork(id, NewFork.after(2)).id();
    for (String word : List.of("first", "second", "third")) {
      messages.append(fork, NewMessage.user(word));
      messages.append(id, NewMessage.user("not " + word));
    }
    assertThat(said(fork)).containsExactly("q", "a", "first", "second", "third");
    assertThat(messages.context(fork, 3).messages())
        .extracting(Message::content)
        .containsExactly("first", "second", "third");
    assertThat(said(id)).containsExactly("q", "a", "not first", "not second", "not third");
  }

  /** An export gave a question and its answer one time, and the import exchanged them. */
  @Test
  void messagesImportedWithOneTimeStayInTheirOrder() {
    Instant time = Instant.parse("2024-02-29T12:00:00Z");
    NewConversation conversation = NewConversation.of("from elsewhere");
    List<String> order = List.of("q1", "a1", "q2", "a2", "q3", "a3");
    List<ImportedMessage> history =
        order.stream().map(text -> new ImportedMessage(NewMessage.user(text), time)).toList();
    for (int again = 0; again < 2; again++) {
      session.conversations().importMessages(conversation, history);
      assertThat(said(conversation.id())).isEqualTo(order);
    }
    assertThat(messages.listNewestFirst(conversation.id(), PAGE).items())
        .extracting(Message::content)
        .containsExactly("a3", "q3", "a2", "q2", "a1", "q1");
  }

  /** A chat memory wrote back all of its messages in each round, and doubled them each time. */
  @Test
  void messagesThatAreWrittenBackAsAWholeAreStoredOnce() {
    UUID id = chat.conversation(user).id();
    List<NewMessage> window = TestChat.said(3);
    messages.append(id, window);
    messages.append(id, window);
    assertThat(said(id)).hasSize(3);
    List<NewMessage> grown = Stream.concat(window.stream(), TestChat.said(1).stream()).toList();
    assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> messages.append(id, grown));
    assertThat(said(id)).hasSize(3);
  }

  /** Search still found conversations that had expired or been deleted. */
  @Test
  void searchShowsNothingOfWhatIsGone() {
    UUID deleted = chat.conversation(user).id();
    UUID expired =
        session
            .conversations()
            .open(NewConversation.of("medlar").expiringAt(Instant.now().plusSeconds(60)))
            .id();
    messages.append(deleted, NewMessage.user("medlar"));
    messages.append(expired, NewMessage.user("medlar"));
    session.conversations().delete(deleted);
    chat.stopClock(Instant.now().plusSeconds(61));
    assertThat(messages.search("medlar", PAGE).items()).isEmpty();
    assertThat(session.conversations().search("medlar", PAGE).items()).isEmpty();
    assertThat(messages.find(expired, 1)).isEmpty();
  }
}

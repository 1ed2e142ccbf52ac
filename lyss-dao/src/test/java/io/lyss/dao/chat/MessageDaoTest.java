package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageDaoTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(1000);

  private final Scope.TenantUser user = chat.user();
  private final MessageDao messages = chat.as(user).messages();
  private final ConversationDao conversations = chat.as(user).conversations();

  private UUID open() {
    return chat.conversation(user).id();
  }

  @Test
  void aMessageIsStoredAsGiven() {
    UUID id = open();
    Json parts = new Json("{\"citations\": [\"w1\"]}");
    NewMessage given =
        NewMessage.assistant("Sunny 😀")
            .withTokens(7)
            .answeredBy("gpt", 1200)
            .withFinishReason("interrupted")
            .withMetadata(parts);
    Message message = messages.append(id, given);
    assertThat(message.id()).isEqualTo(given.id());
    assertThat(message.sequence()).isEqualTo(1);
    assertThat(message.role()).isEqualTo(MessageRole.ASSISTANT);
    assertThat(message.content()).isEqualTo("Sunny 😀");
    assertThat(message.tokenCount()).isEqualTo(7);
    assertThat(message.modelUsed()).contains("gpt");
    assertThat(message.responseTimeMs()).hasValue(1200);
    assertThat(message.toolCalls()).isEmpty();
    assertThat(message.toolCallId()).isEmpty();
    assertThat(message.finishReason()).contains("interrupted");
    assertThat(message.metadata()).isEqualTo(parts);
    assertThat(messages.context(id, 1).messages()).containsExactly(message);
    Message second = messages.append(id, NewMessage.system("Be brief."));
    assertThat(second.sequence()).isEqualTo(2);
    assertThat(second.modelUsed()).isEmpty();
    assertThat(second.responseTimeMs()).isEmpty();
    assertThat(second.finishReason()).isEmpty();
    assertThat(second.metadata()).isEqualTo(Json.EMPTY);
    assertThat(second.createdAt()).isAfterOrEqualTo(message.createdAt());
    assertThat(messages.listOldestFirst(id, PAGE).items()).containsExactly(message, second);
    assertThat(messages.find(id, 1)).contains(message);
    assertThat(messages.find(id, 2)).contains(second);
    assertThat(List.of(0L, 3L, -1L, Long.MIN_VALUE, Long.MAX_VALUE))
        .allMatch(sequence -> messages.find(id, sequence).isEmpty());
  }

  @Test
  void appendingCountsMessagesAndTokensAndLeavesUpdatedAtAlone() {
    Conversation before = chat.conversation(user);
    messages.append(before.id(), NewMessage.user("x").withTokens(1_000_000_000));
    List<Message> appended =
        messages.append(
            before.id(),
            List.of(
                NewMessage.user("y").withTokens(2_000_000_000),
                NewMessage.assistant("z").withTokens(4)));
    Conversation after = conversations.get(before.id());
    assertThat(after.messageCount()).isEqualTo(3);
    assertThat(after.tokenUsage()).isEqualTo(3_000_000_004L);
    assertThat(after.lastActiveAt()).isEqualTo(appended.get(1).createdAt());
    assertThat(after.updatedAt()).isEqualTo(before.updatedAt());
  }

  @Test
  void severalMessagesAreAppendedInTheirOrder() {
    UUID id = open();
    List<NewMessage> said = TestChat.said(1000);
    List<Message> appended = messages.append(id, said);
    assertThat(appended)
        .extracting(Message::id)
        .containsExactlyElementsOf(said.stream().map(NewMessage::id).toList());
    assertThat(appended).extracting(Message::sequence).startsWith(1L, 2L, 3L).endsWith(1000L);
    assertThat(messages.listOldestFirst(id, PAGE).items()).isEqualTo(appended);
    List<Message> turned = new ArrayList<>(appended);
    Collections.reverse(turned);
    assertThat(messages.listNewestFirst(id, PAGE).items()).isEqualTo(turned);
  }

  @Test
  void appendingNoMessagesChangesNothing() {
    Conversation before = chat.conversation(user);
    assertThat(messages.append(before.id(), List.of())).isEmpty();
    assertThat(messages.append(NEVER, List.of())).isEmpty();
    assertThat(conversations.get(before.id())).isEqualTo(before);
  }

  @Test
  void aMessageMayBeLong() {
    UUID id = open();
    String book = "It was a dark and stormy night 🌩. ".repeat(40_000);
    messages.append(id, NewMessage.user(book));
    assertThat(messages.listNewestFirst(id, PAGE).items())
        .extracting(Message::content)
        .containsExactly(book);
  }

  @Test
  void noMessageIsAppendedIfOneOfThemIsRefused() {
    Conversation before = chat.conversation(user);
    UUID id = before.id();
    NewMessage good = NewMessage.user("good").withTokens(5);
    Expect.refused(
        "conversation_messages_content",
        () -> messages.append(id, List.of(good, NewMessage.user(""))));
    Expect.refused(
        "conversation_messages_token_count_check",
        () -> messages.append(id, List.of(good, NewMessage.user("x").withTokens(-1))));
    Expect.refused(
        "conversation_messages_token_count_check",
        () -> messages.append(id, NewMessage.user("x").withTokens(-1)));
    Expect.refused(
        "conversation_messages_model_used_check",
        () -> messages.append(id, NewMessage.user("x").answeredBy(" ", 1)));
    Expect.refused(
        "conversation_messages_response_time_ms_check",
        () -> messages.append(id, NewMessage.user("x").answeredBy("m", -1)));
    Expect.refused(
        "", () -> messages.append(id, NewMessage.user("x").answeredBy("x".repeat(101), 1)));
    Expect.refused(
        "conversation_messages_finish_reason_check",
        () -> messages.append(id, NewMessage.assistant("x").withFinishReason(" ")));
    Expect.refused(
        "conversation_messages_role_finish_reason_check",
        () -> messages.append(id, NewMessage.user("x").withFinishReason("stop")));
    Expect.refused(
        "conversation_messages_metadata_check",
        () -> messages.append(id, NewMessage.user("x").withMetadata(new Json("[]"))));
    Expect.refused("contents", () -> messages.append(id, NewMessage.user("nul\0nul")));
    assertThat(conversations.get(id)).isEqualTo(before);
    assertThat(messages.listOldestFirst(id, PAGE).items()).isEmpty();
  }

  @Test
  void anUnknownConversationHasNoMessagesAndTakesNone() {
    Expect.notFound("conversation", NEVER, () -> messages.append(NEVER, NewMessage.user("hello?")));
    assertThat(messages.listOldestFirst(NEVER, PAGE).items()).isEmpty();
    assertThat(messages.listNewestFirst(NEVER, PAGE).items()).isEmpty();
    assertThat(messages.find(NEVER, 1)).isEmpty();
    assertThat(messages.context(NEVER, 10)).isEqualTo(new Context(Optional.empty(), List.of()));
  }

  @Test
  void anArchivedOrDeletedConversationIsReadButNotAppendedTo() {
    UUID id = open();
    List<Message> said = new ArrayList<>(messages.append(id, TestChat.said(2)));
    conversations.archive(id);
    refusedAs("archived", id);
    assertThat(messages.listOldestFirst(id, PAGE).items()).isEqualTo(said);
    conversations.delete(id);
    refusedAs("deleted", id);
    assertThat(messages.listOldestFirst(id, PAGE).items()).isEqualTo(said);
    conversations.restore(id);
    said.add(messages.append(id, NewMessage.user("again")));
    assertThat(messages.listOldestFirst(id, PAGE).items()).isEqualTo(said);
    assertThat(said).extracting(Message::sequence).containsExactly(1L, 2L, 3L);
  }

  private void refusedAs(String status, UUID id) {
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> messages.append(id, NewMessage.user("x")))
        .withMessageContaining("conversation " + id + " is " + status + ": restore it")
        .satisfies(e -> assertThat(e.constraint()).isEqualTo("conversations_status"));
  }

  @Test
  void pagesShowEachMessageOnceInBothDirectionsWhileMessagesComeIn() {
    UUID id = open();
    // the messages of one call have one time: only the sequence orders them
    messages.append(id, TestChat.said(10));
    messages.append(id, TestChat.said(3));
    messages.append(id, TestChat.said(1));
    for (int size : List.of(1, 3, 7, 1000)) {
      List<Message> before = messages.listOldestFirst(id, PAGE).items();
      List<Message> late = new ArrayList<>();
      Runnable comeIn =
          () -> {
            if (late.size() < 6) {
              late.addAll(messages.append(id, TestChat.said(2)));
            }
          };
      List<Message> turned = new ArrayList<>(before);
      Collections.reverse(turned);
      assertThat(Paging.all(size, page -> messages.listNewestFirst(id, page), comeIn))
          .isEqualTo(turned);
      List<Message> all = new ArrayList<>(before);
      all.addAll(late);
      late.clear();
      List<Message> read = Paging.all(size, page -> messages.listOldestFirst(id, page), comeIn);
      all.addAll(late);
      assertThat(read).isEqualTo(all);
    }
  }

  @Test
  void theContextHoldsTheLatestSummaryAndTheLastMessagesSince() {
    UUID id = open();
    List<Message> said = messages.append(id, TestChat.said(10));
    assertThat(messages.context(id, 4))
        .isEqualTo(new Context(Optional.empty(), said.subList(6, 10)));
    assertThat(messages.context(id, 100)).isEqualTo(new Context(Optional.empty(), said));
    assertThat(messages.context(id, 0)).isEqualTo(new Context(Optional.empty(), List.of()));
    SummaryDao summaries = chat.as(user).summaries();
    Summary summary = summaries.add(id, NewSummary.auto("All is well.", 7));
    summaries.add(id, NewSummary.manual("An older one, made later.", 3));
    assertThat(messages.context(id, 100))
        .isEqualTo(new Context(Optional.of(summary), said.subList(7, 10)));
    assertThat(messages.context(id, 2))
        .isEqualTo(new Context(Optional.of(summary), said.subList(8, 10)));
    Summary all = summaries.add(id, NewSummary.auto("All of it.", 10));
    assertThat(messages.context(id, 5)).isEqualTo(new Context(Optional.of(all), List.of()));
    Message next = messages.append(id, NewMessage.user("and now?"));
    assertThat(messages.context(id, 5)).isEqualTo(new Context(Optional.of(all), List.of(next)));
  }

  @Test
  void messagesNeedTheScopeOfAUser() {
    Expect.needsUser(() -> chat.system().messages());
    Expect.needsUser(() -> chat.service().asAdministrator(Ids.next(), "test").messages());
  }
}

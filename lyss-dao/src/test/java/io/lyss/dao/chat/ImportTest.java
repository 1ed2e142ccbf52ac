package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was said elsewhere is imported with its times, in its order, once. */
class ImportTest extends ChatServiceTest {

  private static final Instant LONG_AGO = Instant.parse("2019-12-31T23:59:59.5Z");
  private static final String TIME = "conversation_messages_created_at";

  private final Scope.TenantUser user = chat.user();
  private final MessageDao messages = chat.as(user).messages();
  private final ConversationDao conversations = chat.as(user).conversations();

  private static ImportedMessage at(Instant time, NewMessage message) {
    return new ImportedMessage(message, time);
  }

  /**
   * Messages over four years, each three at one instant, with ids derived from those of an export.
   */
  private static List<ImportedMessage> history(int count) {
    List<ImportedMessage> history = new ArrayList<>();
    String export = UUID.randomUUID().toString();
    for (NewMessage message : TestChat.said(count)) {
      int place = history.size();
      UUID id = UUID.nameUUIDFromBytes((export + place).getBytes(StandardCharsets.UTF_8));
      history.add(
          at(LONG_AGO.plus(Duration.ofDays(1500L * (place / 3 * 3) / count)), message.withId(id)));
    }
    return history;
  }

  private List<Message> stored(UUID id) {
    return Paging.all(7, page -> messages.listOldestFirst(id, page));
  }

  private static List<UUID> ids(List<ImportedMessage> history) {
    return history.stream().map(imported -> imported.message().id()).toList();
  }

  @Test
  void aWholeConversationKeepsItsTimesAndItsOrder() {
    NewConversation conversation = NewConversation.of("from elsewhere");
    List<ImportedMessage> history = history(40);
    Conversation imported = conversations.importMessages(conversation, history);
    assertThat(imported.id()).isEqualTo(conversation.id());
    assertThat(imported.messageCount()).isEqualTo(40);
    assertThat(imported.tokenUsage()).isEqualTo(120);
    assertThat(imported.createdAt()).isEqualTo(LONG_AGO);
    assertThat(imported.lastActiveAt()).isEqualTo(history.get(39).writtenAt());
    List<Message> stored = stored(imported.id());
    assertThat(stored).extracting(Message::id).isEqualTo(ids(history));
    assertThat(stored)
        .extracting(Message::createdAt)
        .isEqualTo(history.stream().map(ImportedMessage::writtenAt).toList());
    assertThat(stored).allMatch(message -> message.importedAt().isPresent());
    List<Message> turned = new ArrayList<>(stored);
    Collections.reverse(turned);
    assertThat(Paging.all(7, page -> messages.listNewestFirst(imported.id(), page)))
        .isEqualTo(turned);
    assertThat(messages.context(imported.id(), 100).messages()).isEqualTo(stored);

    Message next = messages.append(imported.id(), NewMessage.user("and on it goes"));
    assertThat(next.sequence()).isEqualTo(41);
    assertThat(next.importedAt()).isEmpty();
    assertThat(next.createdAt()).isAfter(stored.get(39).createdAt());
    assertThat(stored(imported.id())).hasSize(41).endsWith(next);
  }

  /** Some components belong to one kind of message; these messages together have all of them. */
  @Test
  void whatIsKnownOfAConversationAndItsMessagesIsStoredAsGiven() {
    NewConversation conversation =
        NewConversation.of(
                "known",
                ModelSettings.DEFAULT
                    .withModel("model asked")
                    .withChannel(Ids.next())
                    .withSystemPrompt("Be brief.")
                    .withTemperature(1.25)
                    .withMaxTokens(800))
            .expiringAt(Instant.parse("2901-01-01T12:00:00Z"));
    List<NewMessage> said =
        List.of(
            NewMessage.user("Sunny?").withTokens(3),
            NewMessage.toolCalls("I look.", new Json("[{\"id\": \"call\"}]"))
                .withTokens(5)
                .answeredBy("model used", 7)
                .withFinishReason("tool_calls")
                .withMetadata(new Json("{\"of\": \"the calls\"}")),
            NewMessage.tool("call", "yes").withTokens(11),
            NewMessage.assistant("It is.")
                .withTokens(13)
                .answeredBy("another model", 17)
                .withFinishReason("length")
                .withMetadata(new Json("{\"of\": \"the answer\"}")));
    List<ImportedMessage> imported = new ArrayList<>();
    for (NewMessage message : said) {
      imported.add(at(LONG_AGO.plusSeconds(imported.size()), message));
    }
    Conversation opened = conversations.importMessages(conversation, imported);
    Expect.storedAsGiven(conversation, opened);
    List<Message> stored = stored(opened.id());
    assertThat(stored).hasSameSizeAs(said);
    for (int i = 0; i < said.size(); i++) {
      Expect.storedAsGiven(said.get(i), stored.get(i));
      assertThat(stored.get(i).createdAt()).isEqualTo(imported.get(i).writtenAt());
    }
  }

  /** A branch of another system is imported as a fork, and its messages keep their times. */
  @Test
  void aBranchIsImportedIntoAFork() {
    NewConversation trunk = NewConversation.of("trunk");
    List<ImportedMessage> history = history(10);
    conversations.importMessages(trunk, history);
    NewConversation branch = NewConversation.of("branch");
    conversations.fork(trunk.id(), new NewFork(branch.id(), 7, Optional.empty()));
    Instant shared = history.get(6).writtenAt();

    List<ImportedMessage> others =
        List.of(
            at(shared.plusSeconds(60), NewMessage.assistant("another answer").withId(Ids.next())),
            at(shared.plusSeconds(90), NewMessage.user("that is better").withId(Ids.next())));
    Expect.refused(
        TIME,
        () ->
            conversations.importMessages(
                branch, List.of(at(shared.minusMillis(1), NewMessage.assistant("too early")))));
    Conversation imported = conversations.importMessages(branch, others);
    assertThat(conversations.importMessages(branch, others)).isEqualTo(imported);
    // the export of a branch repeats the messages that it shares
    List<ImportedMessage> whole = new ArrayList<>(history.subList(0, 7));
    whole.addAll(others);
    assertThat(conversations.importMessages(branch, whole)).isEqualTo(imported);

    assertThat(imported.createdAt()).isEqualTo(shared.plusSeconds(60));
    assertThat(imported.lastActiveAt()).isEqualTo(shared.plusSeconds(90));
    List<Message> stored = stored(branch.id());
    assertThat(stored).extracting(Message::id).isEqualTo(ids(whole));
    assertThat(stored)
        .extracting(Message::createdAt)
        .isEqualTo(whole.stream().map(ImportedMessage::writtenAt).toList());
    List<Message> turned = new ArrayList<>(stored);
    Collections.reverse(turned);
    assertThat(Paging.all(2, page -> messages.listNewestFirst(branch.id(), page)))
        .isEqualTo(turned);
    assertThat(messages.context(branch.id(), 100).messages()).isEqualTo(stored);
    assertThat(stored(trunk.id())).extracting(Message::id).isEqualTo(ids(history));
  }

  @Test
  void searchFindsImportedMessages() {
    NewConversation conversation = NewConversation.of("plants");
    conversations.importMessages(
        conversation, List.of(at(LONG_AGO, NewMessage.user("the rhododendron of Tibet"))));
    assertThat(messages.search("rhododendron", PageRequest.first(5)).items()).hasSize(1);
  }

  @Test
  void anImportIsRepeatedUntilItIsWhole() {
    Random random = new Random(10);
    for (int round = 0; round < 10; round++) {
      NewConversation conversation = NewConversation.of("again");
      List<ImportedMessage> history = history(30);
      int stored = 0;
      while (stored < history.size()) {
        int from = random.nextBoolean() ? 0 : stored;
        int to = Math.min(history.size(), stored + 1 + random.nextInt(10));
        Conversation now = conversations.importMessages(conversation, history.subList(from, to));
        assertThat(now.messageCount()).isEqualTo(to);
        assertThat(now.tokenUsage()).isEqualTo(3L * to);
        stored = to;
      }
      Conversation whole = conversations.get(conversation.id());
      assertThat(conversations.importMessages(conversation, history)).isEqualTo(whole);
      assertThat(conversations.importMessages(conversation, history.subList(5, 9)))
          .isEqualTo(whole);
      List<Message> all = stored(conversation.id());
      assertThat(all).extracting(Message::id).isEqualTo(ids(history));
      assertThat(all).extracting(Message::sequence).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void toolCallsAndTheirAnswersAreImported() {
    NewConversation conversation = NewConversation.of("tools");
    List<ImportedMessage> history =
        List.of(
            at(LONG_AGO, NewMessage.toolCalls(new Json("[{\"id\": \"a\"}]"))),
            at(LONG_AGO, NewMessage.tool("a", "sunny")));
    conversations.importMessages(conversation, history.subList(0, 1));
    assertThat(conversations.importMessages(conversation, history).openToolCalls()).isEmpty();
    Expect.refused(
        "conversations_open_tool_calls",
        () ->
            conversations.importMessages(
                NewConversation.of("half"), List.of(at(LONG_AGO, NewMessage.tool("a", "sunny")))));
  }

  @Test
  void timesAscendAndAreOfThePast() {
    NewConversation conversation = NewConversation.of("x");
    refused(
        "which is still to come",
        conversation,
        at(Instant.now().plusSeconds(3600), NewMessage.user("a")));
    refused(
        "it takes a time of the last ten years",
        conversation,
        at(Instant.MIN, NewMessage.user("a")));
    refused(
        "it takes a time of the last ten years",
        conversation,
        at(Instant.EPOCH.minusSeconds(1), NewMessage.user("a")));
    refused(
        "before what stands before it",
        conversation,
        at(LONG_AGO, NewMessage.user("a")),
        at(LONG_AGO.minusMillis(1), NewMessage.user("b")));
    assertThat(conversations.find(conversation.id())).as("nothing half-written").isEmpty();
    conversations.importMessages(conversation, List.of(at(LONG_AGO, NewMessage.user("a"))));
    refused(
        "before what stands before it",
        conversation,
        at(LONG_AGO.minusMillis(1), NewMessage.user("b")));
    messages.append(conversation.id(), NewMessage.user("of today"));
    refused(
        "before what stands before it", conversation, at(LONG_AGO, NewMessage.user("too late")));
  }

  private void refused(String reason, NewConversation conversation, ImportedMessage... imported) {
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> conversations.importMessages(conversation, List.of(imported)))
        .withMessageContaining(reason)
        .withMessageContaining(imported[imported.length - 1].message().id().toString())
        .satisfies(e -> assertThat(e.constraint()).isEqualTo(TIME));
  }

  @Test
  void anotherTextOrAGapIsRefused() {
    NewConversation conversation = NewConversation.of("x");
    List<ImportedMessage> history = history(4);
    conversations.importMessages(conversation, history.subList(0, 2));
    String key = "conversation_messages_tenant_id_id_created_at_pk";
    Expect.conflict(
        key,
        "message " + ids(history).get(0) + " is stored already, and says something else",
        () ->
            conversations.importMessages(
                conversation,
                List.of(
                    at(LONG_AGO, NewMessage.user("other").withId(ids(history).get(0))),
                    history.get(2))));
    Expect.conflict(
        key,
        "1 of these 2 messages are there already",
        () -> conversations.importMessages(conversation, List.of(history.get(2), history.get(1))));
    assertThat(conversations.get(conversation.id()).messageCount()).isEqualTo(2);
  }

  @Test
  void nobodyImportsIntoAnothersConversation() {
    Conversation mine = chat.conversation(user);
    NewConversation same = NewConversation.of("x").withId(mine.id());
    ConversationDao theirs = chat.as(chat.beside(user)).conversations();
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> theirs.importMessages(same, history(1)));
    assertThat(messages.listOldestFirst(mine.id(), PageRequest.first(1)).items()).isEmpty();
  }
}

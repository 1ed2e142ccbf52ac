package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** More of what users of other stores of conversations have reported. */
class ReportedFaultsTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final Instant THEN = Instant.parse("2024-02-29T12:00:00Z");

  private final Scope.TenantUser user = chat.user();
  private final ChatSession session = chat.as(user);
  private final ConversationDao conversations = session.conversations();
  private final MessageDao messages = session.messages();

  private static List<String> texts(List<Message> listed) {
    return listed.stream().map(Message::content).toList();
  }

  private static List<ImportedMessage> at(Instant time, List<String> texts) {
    return texts.stream().map(text -> new ImportedMessage(NewMessage.user(text), time)).toList();
  }

  private static void refused(String constraint, ThrowingCallable call) {
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.constraint()).isEqualTo(constraint));
  }

  /** A page that ended among messages of one time was followed by the messages of another time. */
  @Test
  void pagesMissNothingOfManyMessagesOfOneTime() {
    NewConversation conversation = NewConversation.of("of one time");
    List<String> order = IntStream.range(0, 25).mapToObj(i -> "quandong " + i).toList();
    conversations.importMessages(conversation, at(THEN, order));
    UUID id = conversation.id();
    assertThat(texts(Paging.all(2, page -> messages.listOldestFirst(id, page)))).isEqualTo(order);
    List<String> turned = new ArrayList<>(order);
    Collections.reverse(turned);
    assertThat(texts(Paging.all(2, page -> messages.listNewestFirst(id, page)))).isEqualTo(turned);
    assertThat(Paging.all(2, page -> messages.search("quandong", page)))
        .extracting(found -> found.message().content())
        .containsExactlyInAnyOrderElementsOf(order);
  }

  /** Renaming, pinning or archiving an old conversation put it before those of today. */
  @Test
  void onlyAMessageMovesAConversationToTheFront() {
    Scope.TenantUser owner = chat.user();
    ChatSession theirs = chat.as(owner);
    ConversationDao dao = theirs.conversations();
    UUID older = chat.conversation(owner).id();
    theirs.messages().append(older, TestChat.said(2));
    UUID newer = chat.conversation(owner).id();
    theirs.messages().append(newer, NewMessage.user("later"));
    Instant active = dao.get(older).lastActiveAt();
    List<Runnable> tidying =
        List.of(
            () -> dao.update(dao.get(older).withTitle("renamed")),
            () -> dao.archive(older),
            () -> dao.restore(older),
            () -> dao.delete(older),
            () -> dao.restore(older),
            () -> theirs.ratings().rate(older, 2, NewRating.of(1)),
            () -> theirs.summaries().add(older, NewSummary.auto("short", 2)),
            () -> dao.recall(older, List.of(1L)),
            () -> dao.fork(older, NewFork.after(1)));
    for (int i = 0; i < tidying.size(); i++) {
      tidying.get(i).run();
      assertThat(dao.get(older).lastActiveAt()).as("%d", i).isEqualTo(active);
    }
    List<UUID> listed = dao.list(PAGE).items().stream().map(Conversation::id).toList();
    assertThat(listed.indexOf(newer)).isLessThan(listed.indexOf(older));
    theirs.messages().append(older, NewMessage.user("and now"));
    assertThat(dao.list(PAGE).items().get(0).id()).isEqualTo(older);
  }

  /** Years of imported conversations stood before the one of today. */
  @Test
  void anImportedConversationIsListedByItsOwnTimes() {
    Scope.TenantUser owner = chat.user();
    ConversationDao dao = chat.as(owner).conversations();
    UUID today = chat.conversation(owner).id();
    chat.as(owner).messages().append(today, NewMessage.user("of today"));
    for (String year : List.of("2021", "2023", "2022")) {
      dao.importMessages(
          NewConversation.of(year), at(Instant.parse(year + "-05-01T00:00:00Z"), List.of(year)));
    }
    assertThat(dao.list(PAGE).items())
        .extracting(Conversation::title)
        .containsExactly(dao.get(today).title(), "2023", "2022", "2021");
  }

  /** A title that a model made in the background replaced the one that the user had given. */
  @Test
  void aTitleThatComesLateDoesNotReplaceTheUsers() {
    Conversation read = conversations.open(NewConversation.of("New chat"));
    messages.append(read.id(), TestChat.said(2));
    conversations.update(read.withTitle("My research"));
    messages.append(read.id(), TestChat.said(1));
    Expect.changedSince(
        "conversation",
        read.id(),
        () -> conversations.update(read.withTitle("A question and its answer")));
    assertThat(conversations.get(read.id()).title()).isEqualTo("My research");
  }

  /** A call counted as four tokens, although a whole document was among its arguments. */
  @Test
  void theArgumentsOfAToolCallCountAgainstTheBudget() {
    UUID id = chat.conversation(user).id();
    Json calls = new Json("[{\"id\": \"1\", \"arguments\": \"" + "x".repeat(30_000) + "\"}]");
    messages.append(
        id,
        List.of(
            NewMessage.user("Write it."),
            NewMessage.toolCalls(calls),
            NewMessage.tool("1", "done"),
            NewMessage.assistant("It is written.")));
    assertThat(messages.context(id, ContextBudget.ofTokens(1_000)).messages())
        .extracting(Message::sequence)
        .containsExactly(4L);
    assertThat(messages.context(id, ContextBudget.ofTokens(20_000)).messages()).hasSize(4);
  }

  /** What a host stored when it was stopped before the first token was refused by each model. */
  @Test
  void anEmptyAnswerIsRefusedAndTheConversationGoesOn() {
    UUID id = chat.conversation(user).id();
    messages.append(id, NewMessage.user("q"));
    for (NewMessage empty :
        List.of(
            NewMessage.assistant(""), NewMessage.assistant("").withFinishReason("interrupted"))) {
      refused("conversation_messages_content", () -> messages.append(id, empty));
    }
    messages.append(id, NewMessage.user("again"));
    assertThat(texts(messages.context(id, 10).messages())).containsExactly("q", "again");
  }

  /** An index could not hold the words of a pasted image or book, and the message was lost. */
  @Test
  void aTextOfAnyLengthIsStoredAndFoundByHowItBegins() {
    Random random = new Random(10);
    byte[] image = new byte[1_000_000];
    random.nextBytes(image);
    Map<String, String> texts =
        Map.of(
            "an image", "data:image/png;base64," + Base64.getEncoder().encodeToString(image),
            "words",
                IntStream.range(0, 200_000).mapToObj(i -> "w" + i).collect(Collectors.joining(" ")),
            "a Chinese book", characters(random, 0x4E00, 0x9FFF),
            "characters of four bytes", characters(random, 0x20000, 0x2A6DF));
    texts.forEach(
        (kind, rest) -> {
          String text = "shaddock: " + rest;
          UUID id = chat.conversation(user).id();
          UUID appended = messages.append(id, NewMessage.user(text)).id();
          String stored = messages.find(id, 1).orElseThrow().content();
          assertThat(stored.equals(text)).as(kind).isTrue();
          List<UUID> found =
              messages.search("shaddock", PAGE).items().stream()
                  .map(one -> one.message().id())
                  .toList();
          assertThat(found).as(kind).contains(appended);
        });
  }

  private static String characters(Random random, int first, int last) {
    return random
        .ints(300_000, first, last + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Importing once more brought back what the user had deleted. */
  @Test
  void anImportBringsNoDeletedConversationBack() {
    NewConversation conversation = NewConversation.of("durian");
    List<ImportedMessage> history = at(THEN, List.of("durian 1", "durian 2", "durian 3"));
    conversations.importMessages(conversation, history.subList(0, 2));
    conversations.delete(conversation.id());
    assertThat(conversations.importMessages(conversation, history.subList(0, 2)).status())
        .isEqualTo(ConversationStatus.DELETED);
    refused("conversations_status", () -> conversations.importMessages(conversation, history));
    assertThat(messages.search("durian", PAGE).items()).isEmpty();
    assertThat(conversations.search("durian", PAGE).items()).isEmpty();
    conversations.restore(conversation.id());
    assertThat(conversations.importMessages(conversation, history).messageCount()).isEqualTo(3);
  }

  /** A title of emoji was cut in half, or ended the request that brought it. */
  @Test
  void aTitleHasTwoHundredCharactersHoweverManyBytesTheyTake() {
    String rockets = "🚀".repeat(200);
    Conversation opened = conversations.open(NewConversation.of(rockets));
    assertThat(opened.title()).isEqualTo(rockets);
    String families = "👨‍👩‍👧‍👦".repeat(28);
    assertThat(conversations.update(opened.withTitle(families)).title()).isEqualTo(families);
    Conversation read = conversations.get(opened.id());
    for (String bad :
        List.of(rockets + "🚀", families + "👨‍👩‍👧‍👦", "a".repeat(45) + "🚀".substring(0, 1))) {
      assertThatExceptionOfType(ConstraintException.class)
          .isThrownBy(() -> conversations.update(read.withTitle(bad)));
    }
    assertThat(conversations.get(read.id())).isEqualTo(read);
  }

  /** Characters that a language of queries knows were a syntax error, or found something else. */
  @Test
  void whatIsAnOperatorElsewhereIsPunctuation() {
    UUID id = conversations.open(NewConversation.of("PLT-3699 and a t-shirt")).id();
    messages.append(id, NewMessage.user("see PLT-3699 on the t-shirt"));
    for (String query :
        List.of(
            "PLT-3699",
            "PLT | 3699",
            "!PLT-3699",
            "-PLT",
            "PLT:*",
            "'PLT",
            "\"PLT-3699",
            "(PLT",
            "PLT <-> 3699",
            "PLT \\ 3699",
            "PLT &",
            "*3699",
            "PLT:A",
            "t-shirt",
            "%PLT%",
            "PLT_3699")) {
      assertThat(messages.search(query, PAGE).items()).as(query).hasSize(1);
      assertThat(conversations.search(query, PAGE).items()).as(query).hasSize(1);
    }
    assertThat(messages.search("PLT-3698", PAGE).items()).isEmpty();
  }
}

package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Editing a message, or answering it anew, makes a fork; stored messages do not change. */
class ForkTest extends ChatServiceTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(-60);

  private final Scope.TenantUser user = chat.user();
  private final MessageDao messages = chat.as(user).messages();
  private final ConversationDao conversations = chat.as(user).conversations();
  private final MaintenanceDao maintenance = chat.system().maintenance();

  private UUID talk(NewMessage... said) {
    UUID id = chat.conversation(user).id();
    messages.append(id, List.of(said));
    return id;
  }

  private List<String> texts(UUID id) {
    return Paging.all(2, page -> messages.listOldestFirst(id, page)).stream()
        .map(Message::content)
        .toList();
  }

  @Test
  void anAnswerIsGivenAnew() {
    UUID id = talk(NewMessage.user("why?"), NewMessage.assistant("because"));
    Conversation anew = conversations.fork(id, NewFork.before(2));
    messages.append(anew.id(), NewMessage.assistant("no idea"));
    assertThat(texts(id)).containsExactly("why?", "because");
    assertThat(texts(anew.id())).containsExactly("why?", "no idea");
    assertThat(anew.title()).isEqualTo(conversations.get(id).title());
    assertThat(anew.forkedFrom()).contains(id);
    Conversation again = conversations.fork(anew.id(), NewFork.before(2).withTitle("third"));
    messages.append(again.id(), NewMessage.assistant("42"));
    assertThat(again.title()).isEqualTo("third");
    assertThat(texts(again.id())).containsExactly("why?", "42");
    assertThat(conversations.list(PageRequest.first(1)).items())
        .extracting(Conversation::id)
        .containsExactly(again.id());
  }

  @Test
  void aForkHasTheSettingsOfWhatItWasForkedFrom() {
    NewConversation given =
        NewConversation.of(
                "first",
                ModelSettings.DEFAULT
                    .withModel("deepseek-chat")
                    .withChannel(Ids.next())
                    .withSystemPrompt("You are terse.")
                    .withTemperature(1.25)
                    .withMaxTokens(800))
            .expiringAt(Instant.parse("2901-01-01T12:00:00Z"));
    Conversation first = conversations.open(given);
    messages.append(first.id(), NewMessage.user("a").withTokens(3));
    Conversation fork = conversations.fork(first.id(), NewFork.after(1));
    assertThat(fork.settings()).isEqualTo(given.settings());
    assertThat(fork.title()).isEqualTo("first");
    assertThat(fork.expiresAt()).isEqualTo(given.expiresAt());
    assertThat(fork.sharedCount()).isEqualTo(1);
    assertThat(fork.tokenUsage()).isEqualTo(3);
    Conversation edited =
        conversations.update(fork.withSettings(fork.settings().withSystemPrompt("You are kind.")));
    assertThat(conversations.fork(edited.id(), NewFork.after(1)).settings())
        .as("as they are there, not as they were in the first")
        .isEqualTo(edited.settings());
    assertThat(conversations.get(first.id()).settings()).isEqualTo(given.settings());
  }

  @Test
  void toolCallsThatWereOpenThereAreOpenInTheFork() {
    UUID id =
        talk(
            NewMessage.user("weather?"),
            NewMessage.toolCalls(new Json("[{\"id\": \"a\"}, {\"id\": \"b\"}]")),
            NewMessage.tool("a", "sunny"),
            NewMessage.tool("b", "warm"));
    assertThat(conversations.fork(id, NewFork.after(1)).openToolCalls()).isEmpty();
    assertThat(conversations.fork(id, NewFork.after(2)).openToolCalls()).containsExactly("a", "b");
    assertThat(conversations.fork(id, NewFork.after(4)).openToolCalls()).isEmpty();
    Conversation fork = conversations.fork(id, NewFork.after(3));
    assertThat(fork.openToolCalls()).containsExactly("b");
    Expect.refused(
        "conversations_open_tool_calls",
        () -> messages.append(fork.id(), NewMessage.tool("a", "rainy")));
    messages.append(fork.id(), NewMessage.tool("b", "cold"));
    assertThat(messages.context(fork.id(), 2).messages())
        .as("no answer without its call")
        .isEmpty();
    assertThat(messages.context(fork.id(), 3).messages()).hasSize(3);
  }

  @Test
  void aForkStaysWholeWhateverBecomesOfWhatItWasForkedFrom() {
    UUID first = talk(NewMessage.user("a"), NewMessage.assistant("b"), NewMessage.user("c"));
    UUID second = conversations.fork(first, NewFork.after(2)).id();
    messages.append(second, NewMessage.user("d"));
    UUID third = conversations.fork(second, NewFork.after(3)).id();
    messages.append(third, NewMessage.assistant("e"));

    conversations.delete(first);
    conversations.delete(second);
    assertThat(texts(third)).containsExactly("a", "b", "d", "e");
    maintenance.purgeConversations(AT_ONCE, 100);
    assertThat(conversations.find(first)).isEmpty();
    assertThat(conversations.find(second)).isEmpty();
    assertThat(texts(first)).isEmpty();
    assertThat(texts(third)).containsExactly("a", "b", "d", "e");
    assertThat(stored(first)).as("c is shared by nobody").containsExactly("a", "b");
    assertThat(stored(second)).containsExactly("d");
    assertThat(
            chat.query(
                "select distinct title from lyss_chat.conversations where status = 'purged'"))
        .containsExactly("-");

    conversations.delete(third);
    maintenance.purgeConversations(AT_ONCE, 100);
    for (UUID id : List.of(first, second, third)) {
      assertThat(stored(id)).isEmpty();
      assertThat(chat.query("select 1 from lyss_chat.conversations where id = '" + id + "'"))
          .isEmpty();
      assertThat(chat.events("conversation", id))
          .containsExactly("conversation.deleted", "conversation.purged");
    }
  }

  private List<String> stored(UUID id) {
    return chat.query(
        "select content from lyss_chat.conversation_messages where conversation_id = '"
            + id
            + "' order by sequence");
  }

  /**
   * Its row and the messages that a fork shares stay in the tables, and only the fork shows them.
   */
  @Test
  void whatIsPurgedIsThereForItsForkAndForNobodyElse() {
    UUID id = talk(NewMessage.user("a"), NewMessage.assistant("b"));
    Conversation read = conversations.get(id);
    NewFork repeated = NewFork.after(2);
    UUID middle = conversations.fork(id, repeated).id();
    UUID last = conversations.fork(middle, NewFork.after(2)).id();
    messages.append(middle, NewMessage.user("c"));
    UUID besides = conversations.fork(middle, NewFork.after(3)).id();
    conversations.delete(id);
    conversations.delete(middle);
    maintenance.purgeConversations(AT_ONCE, 100);
    assertThat(stored(id)).containsExactly("a", "b");
    assertThat(stored(middle)).containsExactly("c");

    for (Runnable call :
        List.<Runnable>of(
            () -> conversations.fork(id, NewFork.after(1)),
            () -> conversations.fork(id, NewFork.before(1)),
            () -> conversations.fork(id, repeated),
            () -> messages.append(id, NewMessage.user("late")),
            () -> chat.as(user).summaries().add(id, NewSummary.auto("late", 1)),
            () -> chat.as(user).ratings().rate(id, 2, NewRating.of(1)),
            () -> conversations.archive(id),
            () -> conversations.restore(id),
            () -> conversations.delete(id),
            () -> conversations.update(read.withTitle("back")),
            () -> conversations.recall(id, List.of(1L)))) {
      Expect.notFound("conversation", id, call::run);
    }
    assertThatExceptionOfType(ConflictException.class)
        .as("its id is taken")
        .isThrownBy(
            () ->
                conversations.importMessages(
                    NewConversation.of("back").withId(id),
                    List.of(new ImportedMessage(NewMessage.user("late"), Instant.now()))));
    // repeating the call does not bring back a purged fork, though its origin is still there
    UUID first = talk(NewMessage.user("d"));
    NewFork gone = NewFork.after(1);
    conversations.fork(first, gone);
    messages.append(gone.id(), NewMessage.user("e"));
    UUID kept = conversations.fork(gone.id(), NewFork.after(2)).id();
    conversations.delete(gone.id());
    maintenance.purgeConversations(AT_ONCE, 100);
    Expect.duplicate("conversations_tenant_id_id_pk", () -> conversations.fork(first, gone));
    assertThat(texts(kept)).containsExactly("d", "e");
    assertThat(texts(last)).containsExactly("a", "b");
    assertThat(texts(besides)).containsExactly("a", "b", "c");
  }

  @Test
  void aForkGoesOnWithWhatIsLeftOfWhatHasExpired() {
    UUID first =
        talk(
            NewMessage.user("a"),
            NewMessage.user("b"),
            NewMessage.user("c"),
            NewMessage.user("d"),
            NewMessage.user("e"));
    UUID fork = conversations.fork(first, NewFork.after(3)).id();
    messages.append(fork, NewMessage.user("f"));
    // as if their month had been dropped
    chat.database()
        .execute(
            "delete from lyss_chat.conversation_messages where sequence < 3"
                + " and conversation_id = '"
                + first
                + "'");
    assertThat(texts(fork)).containsExactly("c", "f");
    assertThat(messages.listNewestFirst(fork, PageRequest.first(9)).items())
        .extracting(Message::content)
        .containsExactly("f", "c");
    assertThat(messages.context(fork, 9).messages()).hasSize(2);
    assertThat(conversations.get(fork).messageCount()).isEqualTo(4);
  }

  @Test
  void nobodyDeletesMessagesThatForksShare() {
    UUID first = talk(NewMessage.user("a"));
    UUID fork = conversations.fork(first, NewFork.after(1)).id();
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(
            () ->
                chat.database()
                    .execute("delete from lyss_chat.conversations where id = '" + first + "'"))
        .havingRootCause()
        .withMessageContaining("shared_segments_tenant_id_shared_id_user_id_fk");
    assertThat(texts(fork)).containsExactly("a");
  }

  @Test
  void aForkBeginsAfterTheMessageThatItsOwnerNames() {
    UUID id = talk(NewMessage.user("a"));
    for (long upTo : List.of(-1L, 2L, Long.MAX_VALUE, Long.MIN_VALUE)) {
      Expect.refused(
          "conversations_message_count", () -> conversations.fork(id, NewFork.after(upTo)));
    }
    NewFork fork = NewFork.after(1);
    assertThat(conversations.fork(id, fork)).isEqualTo(conversations.fork(id, fork));
    UUID other = talk(NewMessage.user("b"));
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> conversations.fork(other, fork));
    Expect.refused(
        "conversations_title_check", () -> conversations.fork(id, NewFork.after(1).withTitle(" ")));
    conversations.delete(id);
    Expect.refused("conversations_status", () -> conversations.fork(id, NewFork.after(1)));
    Expect.notFound("conversation", NEVER, () -> conversations.fork(NEVER, NewFork.after(0)));
  }

  /** A caller that got no answer may repeat the call while the first still runs. */
  @Test
  void aForkThatIsRepeatedWhileItIsBeingMadeIsMadeOnce() throws Exception {
    UUID id = talk(NewMessage.user("a"), NewMessage.assistant("b"));
    NewFork fork = NewFork.after(1);
    CompletableFuture<Conversation> repeated =
        chat.as(user)
            .<CompletableFuture<Conversation>, RuntimeException>inTransaction(
                session -> {
                  session.conversations().fork(id, fork);
                  CompletableFuture<Conversation> begun =
                      CompletableFuture.supplyAsync(() -> conversations.fork(id, fork));
                  chat.awaitLockWait();
                  return begun;
                });
    assertThat(repeated.get()).isEqualTo(conversations.get(fork.id()));
    assertThat(texts(fork.id())).containsExactly("a");
    CompletableFuture<Conversation> elsewhere =
        chat.as(user)
            .<CompletableFuture<Conversation>, RuntimeException>inTransaction(
                session -> {
                  NewFork other = NewFork.after(1);
                  session.conversations().fork(id, other);
                  CompletableFuture<Conversation> begun =
                      CompletableFuture.supplyAsync(
                          () -> conversations.fork(id, new NewFork(other.id(), 2, other.title())));
                  chat.awaitLockWait();
                  return begun;
                });
    assertThat(elsewhere)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(ConflictException.class);
  }

  @Test
  void aHundredForksOfForksAreEnough() {
    UUID id = talk(NewMessage.user("0"));
    for (int depth = 1; depth <= 100; depth++) {
      id = conversations.fork(id, NewFork.after(depth)).id();
      messages.append(id, NewMessage.user("" + depth));
    }
    UUID deepest = id;
    assertThat(texts(deepest)).hasSize(101).startsWith("0", "1").endsWith("99", "100");
    Expect.refused("shared_segments_depth", () -> conversations.fork(deepest, NewFork.after(101)));
    Conversation besides = conversations.fork(deepest, NewFork.before(101));
    assertThat(texts(besides.id())).hasSize(100);
    conversations.delete(besides.id());
    maintenance.purgeConversations(AT_ONCE, 100);
  }

  @Test
  void aForkOfAConversationThatIsPurgedMeanwhileIsComplete() throws Exception {
    UUID id = talk(NewMessage.user("a"), NewMessage.assistant("b"));
    NewFork fork = NewFork.after(2);
    Thread purge =
        new Thread(
            () -> {
              conversations.delete(id);
              maintenance.purgeConversations(AT_ONCE, 100);
            });
    chat.as(user)
        .inTransaction(
            session -> {
              session.conversations().fork(id, fork);
              purge.start();
              chat.awaitLockWait();
              return null;
            });
    purge.join();
    assertThat(texts(fork.id())).containsExactly("a", "b");
    assertThat(conversations.find(id)).isEmpty();
  }
}

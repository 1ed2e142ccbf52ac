package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Nobody sees a conversation that has expired; the next purge deletes it. */
class TemporaryConversationTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final Set<ConversationStatus> ALL = Set.of(ConversationStatus.values());

  private final Scope.TenantUser user = chat.user();
  private final ChatSession session = chat.as(user);
  private final ConversationDao conversations = session.conversations();
  private final Instant soon =
      Instant.now().plusSeconds(3600).truncatedTo(java.time.temporal.ChronoUnit.MICROS);

  private UUID temporary(String word) {
    UUID id = conversations.open(NewConversation.of("about " + word).expiringAt(soon)).id();
    session
        .messages()
        .append(id, List.of(NewMessage.user(word), NewMessage.assistant("yes, " + word)));
    session.summaries().add(id, NewSummary.auto("of " + word, 1));
    session.ratings().rate(id, 2, NewRating.of(1));
    return id;
  }

  private long purge() {
    return chat.system().maintenance().purgeConversations(Duration.ofDays(30), 100);
  }

  private List<String> stored(UUID id) {
    return chat.query(
        "select role from lyss_chat.conversation_messages where conversation_id = '"
            + id
            + "' order by sequence");
  }

  @Test
  void nothingShowsItFromItsTimeOnAndNothingIsAddedToIt() {
    UUID id = temporary("quince");
    UUID other = chat.conversation(user).id();
    assertThat(conversations.get(id).expiresAt()).contains(soon);
    assertThat(session.messages().search("quince", PAGE).items()).hasSize(2);
    chat.stopClock(soon.minusNanos(1000));
    assertThat(conversations.find(id)).isPresent();
    chat.stopClock(soon);

    assertThat(conversations.find(id)).isEmpty();
    assertThat(conversations.list(ALL, PAGE).items())
        .extracting(Conversation::id)
        .contains(other)
        .doesNotContain(id);
    assertThat(conversations.search("quince", PAGE).items()).isEmpty();
    assertThat(session.messages().search("quince", PAGE).items()).isEmpty();
    assertThat(session.messages().listNewestFirst(id, PAGE).items()).isEmpty();
    assertThat(session.messages().listOldestFirst(id, PAGE).items()).isEmpty();
    assertThat(session.messages().context(id, 10).messages()).isEmpty();
    assertThat(session.messages().context(id, 10).summary()).isEmpty();
    assertThat(session.summaries().findLatest(id)).isEmpty();
    assertThat(session.ratings().list(id, PAGE).items()).isEmpty();
    assertThat(session.messages().listRecalled(id)).isEmpty();
    for (Runnable call :
        List.<Runnable>of(
            () -> session.messages().append(id, NewMessage.user("late")),
            () -> conversations.fork(id, NewFork.after(1)),
            () -> session.summaries().add(id, NewSummary.auto("late", 2)),
            () -> session.ratings().rate(id, 1, NewRating.of(0)),
            () -> conversations.archive(id),
            () -> conversations.restore(id),
            () ->
                conversations.importMessages(
                    NewConversation.of("x").withId(id),
                    List.of(new ImportedMessage(NewMessage.user("late"), Instant.now()))))) {
      Expect.refused("conversations_expires_at", call::run);
    }
    Expect.notFound("conversation", id, () -> conversations.recall(id, List.of(1L)));
    assertThat(stored(id)).hasSize(2);

    assertThat(purge()).isOne();
    assertThat(stored(id)).isEmpty();
    assertThat(chat.events("conversation", id)).containsExactly("conversation.purged");
    assertThat(conversations.find(other)).isPresent();
    Expect.notFound(
        "conversation", id, () -> session.messages().append(id, NewMessage.user("later")));
  }

  @Test
  void theOwnerMayChangeTheTimeUntilItHasPassed() {
    UUID id = temporary("medlar");
    Conversation read = conversations.get(id);
    // a node returns nothing but the message of what a trigger refuses
    String constraint = TestDatabase.ON_CITUS ? "" : "conversations_expires_at";
    Expect.refused(
        constraint, () -> conversations.update(read.withExpiresAt(Instant.now().minusSeconds(1))));
    Expect.refused(
        constraint,
        () ->
            conversations.open(NewConversation.of("x").expiringAt(Instant.now().minusSeconds(1))));
    Conversation later = conversations.update(read.withExpiresAt(soon.plusSeconds(60)));
    Expect.changedSince("conversation", id, () -> conversations.update(read.withExpiresAt(null)));
    chat.stopClock(soon.plusSeconds(1));
    assertThat(purge()).isZero();
    Conversation kept = conversations.update(later.withExpiresAt(null));
    assertThat(kept.expiresAt()).isEmpty();
    chat.stopClock(soon.plusSeconds(61));
    assertThat(purge()).isZero();
    Conversation again = conversations.update(kept.withExpiresAt(soon.plusSeconds(120)));
    chat.stopClock(soon.plusSeconds(120));
    Expect.notFound("conversation", id, () -> conversations.update(again.withExpiresAt(null)));
    assertThat(purge()).isOne();
  }

  /** An operator may change other columns of it, or give it a later time, which restores it. */
  @Test
  void onceItHasExpiredItsTimeStaysOrLiesAhead() {
    UUID id = temporary("loquat");
    chat.stopClock(soon);
    String update = "update lyss_chat.conversations set %s where id = '" + id + "'";
    chat.database().execute(update.formatted("title = 'other', expires_at = expires_at"));
    for (Instant over : List.of(soon.minusSeconds(1), soon.minusSeconds(9))) {
      assertThatExceptionOfType(RuntimeException.class)
          .isThrownBy(
              () -> chat.database().execute(update.formatted("expires_at = '" + over + "'")))
          .havingRootCause()
          .withMessageContaining("which is over");
    }
    assertThat(conversations.find(id)).isEmpty();
    chat.database().execute(update.formatted("expires_at = '" + soon.plusSeconds(1) + "'"));
    assertThat(conversations.get(id).title()).isEqualTo("other");
    chat.stopClock(soon.plusSeconds(1));
    assertThat(conversations.find(id)).isEmpty();
    chat.database().execute(update.formatted("expires_at = null"));
    assertThat(conversations.find(id)).isPresent();
    assertThat(purge()).isZero();
  }

  @Test
  void aForkIsAsTemporaryAndOneThatIsKeptKeepsWhatItShares() {
    UUID id = temporary("sorb");
    Conversation fork = conversations.fork(id, NewFork.after(1));
    Conversation kept = conversations.fork(id, NewFork.after(1));
    assertThat(fork.expiresAt()).contains(soon);
    conversations.update(kept.withExpiresAt(null));
    session.messages().append(kept.id(), NewMessage.assistant("no"));
    chat.stopClock(soon);

    assertThat(conversations.list(ALL, PAGE).items())
        .extracting(Conversation::id)
        .contains(kept.id())
        .doesNotContain(id, fork.id());
    assertThat(session.messages().search("sorb", PAGE).items())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.message().sequence()).isOne();
              assertThat(found.conversationId()).isEqualTo(kept.id());
            });
    assertThat(purge()).isEqualTo(2);
    assertThat(stored(id)).containsExactly("user");
    assertThat(session.messages().listOldestFirst(kept.id(), PAGE).items())
        .extracting(Message::content)
        .containsExactly("sorb", "no");
    assertThat(session.messages().search("sorb", PAGE).items()).hasSize(1);
    conversations.delete(kept.id());
    assertThat(chat.system().maintenance().purgeConversations(Duration.ofSeconds(-7200), 100))
        .isOne();
    assertThat(stored(id)).isEmpty();
  }

  @Test
  void sharedMessagesAreNotFoundOnceAllConversationsThatShareThemHaveExpired() {
    UUID id = temporary("persimmon");
    conversations.fork(id, NewFork.after(1));
    chat.stopClock(soon);
    assertThat(session.messages().search("persimmon", PAGE).items()).isEmpty();
    assertThat(purge()).isEqualTo(2);
  }

  /**
   * A call that keeps a conversation while it is being purged either comes first, or fails because
   * the conversation is gone.
   */
  @Test
  void aConversationThatIsKeptWhileAPurgeWaitsForItStays() throws Exception {
    UUID id = temporary("azarole");
    Conversation read = conversations.get(id);
    CompletableFuture<Long> purging =
        session.<CompletableFuture<Long>, RuntimeException>inTransaction(
            inner -> {
              inner.conversations().update(read.withExpiresAt(null));
              chat.stopClock(soon);
              CompletableFuture<Long> begun = CompletableFuture.supplyAsync(this::purge);
              chat.awaitLockWait();
              return begun;
            });
    assertThat(purging.get()).isZero();
    assertThat(conversations.get(id).expiresAt()).isEmpty();
  }

  @Test
  void aConversationThatIsBeingPurgedCanNoLongerBeKept() throws Exception {
    UUID id = temporary("mulberry");
    Conversation read = conversations.get(id);
    CompletableFuture<Optional<RuntimeException>> keeping =
        chat.system()
            .<CompletableFuture<Optional<RuntimeException>>, RuntimeException>inTransaction(
                purging -> {
                  chat.stopClock(soon);
                  assertThat(purging.maintenance().purgeConversations(Duration.ofDays(30), 100))
                      .isOne();
                  // by the real clock it has not expired
                  chat.resetClock();
                  CompletableFuture<Optional<RuntimeException>> begun =
                      CompletableFuture.supplyAsync(
                          () -> {
                            try {
                              conversations.update(read.withExpiresAt(null));
                              return Optional.empty();
                            } catch (RuntimeException e) {
                              return Optional.of(e);
                            }
                          });
                  chat.awaitLockWait();
                  return begun;
                });
    assertThat(keeping.get())
        .hasValueSatisfying(
            e ->
                assertThat(e)
                    .hasMessageContaining(id.toString())
                    .isNotInstanceOf(ConflictException.class));
    assertThat(stored(id)).isEmpty();
  }
}

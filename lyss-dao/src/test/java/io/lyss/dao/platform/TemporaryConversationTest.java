package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.lyss.dao.PageRequest;
import io.lyss.dao.PurgeReason;
import io.lyss.dao.session.JobDao;
import io.lyss.dao.session.JobRun;
import io.lyss.dao.session.JobSetting;
import io.lyss.dao.session.JobSettings;
import io.lyss.dao.testing.Expect;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A conversation is shown until it expires; then it is purged like one whose retention is over. */
class TemporaryConversationTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final Duration MONTH = Duration.ofDays(30);

  private final User user = platform.user();
  private final int provider = platform.personal(user).id();
  private final ConversationDao conversations = platform.as(user).conversations();
  private final MessageDao messages = platform.as(user).messages();
  private final MaintenanceDao maintenance = platform.system().maintenance();
  private final Instant soon = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MICROS);

  @AfterEach
  void nothingIsLeft() {
    platform.resetClock();
    platform.database().execute("delete from lyss_platform.conversations");
  }

  private Conversation temporary(String word) {
    Conversation opened =
        conversations.open(NewConversation.of(provider, "about " + word).expiringAt(soon));
    messages.append(opened.id(), NewMessage.of(MessageRole.USER, word));
    return conversations.get(opened.id());
  }

  private long purge() {
    return maintenance.purgeConversations(Optional.empty(), 100);
  }

  @Test
  void nothingShowsItFromItsTimeOnAndNothingIsAddedToIt() {
    Conversation opened = temporary("quince");
    long id = opened.id();
    Conversation other = conversations.open(provider, "stays");
    assertThat(opened.expiresAt()).contains(soon);
    assertThat(messages.search("quince", PAGE).items()).hasSize(1);
    platform.stopClock(soon.minusNanos(1000));
    assertThat(conversations.find(id)).isPresent();
    platform.stopClock(soon);

    assertThat(conversations.find(id)).isEmpty();
    assertThat(conversations.list(PAGE).items()).containsExactly(other);
    assertThat(conversations.listByActivity(PAGE).items()).containsExactly(other);
    assertThat(conversations.search("quince", PAGE).items()).isEmpty();
    assertThat(messages.search("quince", PAGE).items()).isEmpty();
    assertThat(messages.listNewestFirst(id, PAGE).items()).isEmpty();
    assertThat(messages.listOldestFirst(id, PAGE).items()).isEmpty();
    Expect.refused(
        "conversations_expires_at",
        () -> messages.append(id, NewMessage.of(MessageRole.USER, "late")));
    Expect.notFound("conversation", id, () -> conversations.update(opened.withExpiresAt(null)));
    Expect.notFound("conversation", id, () -> conversations.delete(id));
    assertThat(purge()).isOne();
    assertThat(platform.query("select 1 from lyss_platform.messages where content = 'quince'"))
        .isEmpty();
    assertThat(purge()).isZero();
    assertThat(conversations.find(other.id())).isPresent();
    assertThat(
            platform.query(
                "select changes ->> 'reason' from lyss_platform.audit_logs where action = 'row_delete'"
                    + " and resource_type = 'conversations' and resource_id = "
                    + id))
        .containsExactly("test");
  }

  @Test
  void theOwnerMayChangeTheTimeUntilItHasPassed() {
    Conversation read = temporary("medlar");
    Expect.refused(
        "conversations_expires_at",
        () -> conversations.update(read.withExpiresAt(Instant.now().minusSeconds(1))));
    Expect.refused(
        "conversations_expires_at",
        () ->
            conversations.open(
                NewConversation.of(provider, "x").expiringAt(Instant.now().minusSeconds(1))));
    Conversation kept = conversations.update(read.withExpiresAt(null));
    Expect.changedSince(
        "conversation", read.id(), () -> conversations.update(read.withExpiresAt(soon)));
    platform.stopClock(soon);
    assertThat(purge()).isZero();
    assertThat(conversations.get(read.id())).isEqualTo(kept);
  }

  /** An operator may change other columns of it, or give it a later time, which restores it. */
  @Test
  void onceItHasExpiredItsTimeStaysOrLiesAhead() {
    long id = temporary("loquat").id();
    platform.stopClock(soon);
    String update = "update lyss_platform.conversations set %s where id = " + id;
    platform.database().execute(update.formatted("title = 'other', expires_at = expires_at"));
    for (String over :
        List.of("expires_at - interval '1 second'", "'" + soon.plusSeconds(-9) + "'")) {
      assertThatExceptionOfType(RuntimeException.class)
          .isThrownBy(() -> platform.database().execute(update.formatted("expires_at = " + over)))
          .havingRootCause()
          .withMessageContaining("which is over");
    }
    assertThat(conversations.find(id)).isEmpty();
    platform.database().execute(update.formatted("expires_at = expires_at + interval '1 second'"));
    assertThat(conversations.get(id).title()).isEqualTo("other");
    platform.stopClock(soon.plusSeconds(1));
    assertThat(conversations.find(id)).isEmpty();
    platform.database().execute(update.formatted("expires_at = null"));
    assertThat(conversations.find(id)).isPresent();
    assertThat(purge()).isZero();
  }

  @Test
  void theJobKeepsConversationsForItsTimeAndThePlanSaysWhatItWouldDelete() {
    Conversation old = conversations.open(provider, "old");
    User held = platform.user();
    Conversation theirs = platform.conversation(held);
    platform.system().personalData().hold(held.id(), "case 12");
    temporary("sorb");
    platform.stopClock(theirs.lastActiveAt().plus(MONTH).plusSeconds(1));
    assertThat(maintenance.purgePlan())
        .extracting(ConversationPurge::reason, ConversationPurge::conversations)
        .containsExactly(tuple(PurgeReason.EXPIRED, 1L));
    assertThat(maintenance.purgePlan(MONTH))
        .extracting(
            ConversationPurge::reason,
            ConversationPurge::conversations,
            ConversationPurge::messages,
            ConversationPurge::held)
        .containsExactly(
            tuple(PurgeReason.EXPIRED, 1L, 1L, 0L), tuple(PurgeReason.RETENTION, 1L, 0L, 1L));
    platform.system().jobs().hold("empty conversations", "not now");
    platform.system().jobs().set("old conversations", JobSettings.UNCHANGED.withKeep(MONTH));
    assertThat(maintenance.purgePlan()).isEqualTo(maintenance.purgePlan(MONTH));
    platform.system().jobs().runDue(Duration.ofMinutes(1));
    platform.system().jobs().reset("old conversations", JobSetting.KEEP);
    platform.system().jobs().release("empty conversations");
    assertThat(conversations.find(old.id())).isEmpty();
    assertThat(platform.as(held).conversations().find(theirs.id())).isPresent();
    platform.system().personalData().endHold(held.id());
    assertThat(maintenance.purgeConversations(Optional.of(MONTH), 100)).isOne();
  }

  @Test
  void aConversationThatIsAppendedToWhileAPurgeWaitsStays() throws Exception {
    Conversation opened = conversations.open(provider, "old");
    platform
        .database()
        .execute(
            "update lyss_platform.conversations set created_at = created_at - interval '2 months', last_active_at = last_active_at - interval '2 months' where id = "
                + opened.id());
    CompletableFuture<Long> purging =
        platform
            .as(user)
            .<CompletableFuture<Long>, RuntimeException>inTransaction(
                inner -> {
                  inner
                      .messages()
                      .append(opened.id(), NewMessage.of(MessageRole.USER, "still here"));
                  CompletableFuture<Long> begun =
                      CompletableFuture.supplyAsync(
                          () -> maintenance.purgeConversations(Optional.of(MONTH), 100));
                  platform.awaitLockWait();
                  return begun;
                });
    assertThat(purging.get()).isZero();
    assertThat(conversations.get(opened.id()).messageCount()).isOne();
  }

  @Test
  void aTransactionThatDoesNotEndHoldsUpNoOtherJobAndNoLegalHold() throws Exception {
    Conversation open = temporary("quince");
    platform.stopClock(soon.plusSeconds(1));
    try (Connection idle = platform.database().dataSource().getConnection();
        Statement statement = idle.createStatement()) {
      idle.setAutoCommit(false);
      statement.execute(
          "update lyss_platform.conversations set title = title where id = " + open.id());
      JobDao jobs = platform.system().jobs();
      jobs.set("old conversations", JobSettings.UNCHANGED);
      assertThat(purgeOnce(jobs).error().orElseThrow())
          .contains(open.id() + ": canceling statement due to lock timeout");
      platform.system().personalData().hold(user.id(), "case 14");
      platform.system().personalData().endHold(user.id());
      idle.rollback();
    }
    platform.system().jobs().set("old conversations", JobSettings.UNCHANGED);
    assertThat(purgeOnce(platform.system().jobs()).error()).isEmpty();
    assertThat(conversations.find(open.id())).isEmpty();
  }

  /** Runs what is due, a job at a time, until the purge has run, however many are due before it. */
  private static JobRun purgeOnce(JobDao jobs) {
    while (true) {
      for (JobRun run : jobs.runDue(Duration.ZERO)) {
        if (run.job().equals("old conversations")) {
          return run;
        }
      }
    }
  }

  /** A table of the host refers to some rows, by a foreign key without an action. */
  @Test
  void conversationsThatTheHostRefersToHoldUpNoPurge() {
    platform
        .database()
        .execute(
            "create table public.bookmarks (id bigint, constraint bookmarks_fk foreign key (id) references lyss_platform.conversations (id))");
    try {
      Conversation kept = temporary("quince");
      Conversation other = temporary("medlar");
      platform.database().execute("insert into public.bookmarks values (%d)".formatted(kept.id()));
      platform.stopClock(soon.plusSeconds(1));
      assertThat(purge()).isOne();
      assertThat(
              platform.query("select id from lyss_platform.conversations where id = " + other.id()))
          .isEmpty();
      Expect.refused("bookmarks_fk", this::purge);
      Conversation empty = conversations.open(provider, "empty");
      Conversation marked = conversations.open(provider, "empty, too");
      platform
          .database()
          .execute("insert into public.bookmarks values (%d)".formatted(marked.id()));
      platform.stopClock(marked.createdAt().plus(MONTH));
      assertThat(maintenance.deleteEmptyConversations(Duration.ofDays(1))).isPositive();
      assertThat(conversations.find(empty.id())).isEmpty();
      assertThat(conversations.find(marked.id())).isPresent();
      Expect.refused(
          "bookmarks_fk", () -> maintenance.deleteEmptyConversations(Duration.ofDays(1)));
    } finally {
      platform.database().execute("drop table public.bookmarks");
    }
    assertThat(purge()).isOne();
    assertThat(maintenance.deleteEmptyConversations(Duration.ofDays(1))).isOne();
  }
}

package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lyss.dao.PurgeReason;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Expect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant keeps conversations for as many days after the last message as it says. */
class RetentionDaoTest extends ChatServiceTest {

  private Scope.TenantUser user;
  private RetentionDao ofAdmin;

  @BeforeEach
  void aNewTenant() {
    user = chat.user();
    ofAdmin = chat.as(chat.admin(user)).retention();
  }

  private UUID talk(Scope.TenantUser owner) {
    UUID id = chat.conversation(owner).id();
    chat.as(owner).messages().append(id, TestChat.said(2));
    return id;
  }

  private long purge() {
    return chat.system().maintenance().purgeConversations(Duration.ofDays(30), 100);
  }

  @Test
  void administratorsSetTheRetentionAndUsersReadIt() {
    assertThat(ofAdmin.find()).isEmpty();
    assertThat(ofAdmin.set(30).keepDays()).isEqualTo(30);
    assertThat(ofAdmin.set(60).setBy()).isPresent();
    assertThat(chat.as(user).retention().find())
        .hasValueSatisfying(r -> assertThat(r.keepDays()).isEqualTo(60));
    assertThat(chat.as(chat.user()).retention(user.tenantId()).find()).isEmpty();
    Expect.denied(() -> chat.as(user).retention().set(1));
    Expect.denied(() -> chat.as(user).retention().reset());
    Expect.denied(() -> chat.as(user).retention().plan());
    Expect.denied(() -> chat.as(chat.admin(chat.user())).retention(user.tenantId()).set(1));
    Expect.denied(() -> chat.as(chat.admin(chat.user())).retention(user.tenantId()).plan());
    Expect.refused("tenant_retention_keep_days_check", () -> ofAdmin.set(0));
    Expect.refused("", () -> ofAdmin.plan(0));
    assertThat(chat.system().retention(user.tenantId()).set(7).setBy()).isEmpty();
    ofAdmin.reset();
    assertThat(ofAdmin.find()).isEmpty();
    assertThat(
            chat.query(
                "select action from lyss_chat.audit_logs where resource_type = 'tenant_retention'"
                    + " and tenant_id = '"
                    + user.tenantId()
                    + "'"))
        .containsExactlyInAnyOrder("row_insert", "row_update", "row_update", "row_delete");
  }

  @Test
  void rowsOlderThanTheyAreKeptArePurgedAndThePlanNamesThemBefore() {
    Scope.TenantUser elsewhere = chat.user();
    Scope.TenantUser held = chat.beside(user);
    UUID id = talk(user);
    UUID archived = talk(user);
    chat.as(user).conversations().archive(archived);
    UUID theirs = talk(held);
    UUID untouched = talk(elsewhere);
    UUID temporary =
        chat.as(user)
            .conversations()
            .open(NewConversation.of("t").expiringAt(Instant.now().plusSeconds(60)))
            .id();
    chat.system().personalData().hold(held.tenantId(), held.userId(), "case 12");
    Instant last = chat.as(held).conversations().get(theirs).lastActiveAt();
    chat.stopClock(last.plus(Duration.ofDays(10)).plusMillis(1));
    assertThat(ofAdmin.plan())
        .extracting(ConversationPurge::reason)
        .containsExactly(PurgeReason.EXPIRED);
    assertThat(ofAdmin.plan(11))
        .extracting(ConversationPurge::reason)
        .containsExactly(PurgeReason.EXPIRED);
    assertThat(ofAdmin.plan(10))
        .extracting(
            ConversationPurge::reason,
            ConversationPurge::conversations,
            ConversationPurge::messages,
            ConversationPurge::held)
        .containsExactly(
            tuple(PurgeReason.EXPIRED, 1L, 0L, 0L), tuple(PurgeReason.RETENTION, 2L, 4L, 1L));
    ofAdmin.set(10);
    assertThat(chat.system().maintenance().purgePlan())
        .filteredOn(due -> due.tenantId().equals(user.tenantId()))
        .isEqualTo(ofAdmin.plan(10));
    assertThat(chat.system().maintenance().purgePlan())
        .noneMatch(due -> due.tenantId().equals(elsewhere.tenantId()));

    assertThat(chat.system().maintenance().purgeConversations(Duration.ofDays(30), 2)).isEqualTo(2);
    assertThat(ofAdmin.plan())
        .extracting(ConversationPurge::conversations, ConversationPurge::held)
        .containsExactly(tuple(1L, 1L));
    assertThat(purge()).isOne();
    assertThat(purge()).isZero();
    for (UUID gone : List.of(id, archived, temporary)) {
      assertThat(chat.query("select 1 from lyss_chat.conversations where id = '" + gone + "'"))
          .isEmpty();
      assertThat(chat.events("conversation", gone)).containsExactly("conversation.purged");
    }
    assertThat(chat.as(held).conversations().find(theirs)).isPresent();
    assertThat(chat.as(elsewhere).conversations().find(untouched)).isPresent();
    chat.system().personalData().endHold(held.tenantId(), held.userId());
    assertThat(purge()).isOne();
  }

  /** An append while a purge waits for the conversation keeps it. */
  @Test
  void aConversationThatIsAppendedToWhileAPurgeWaitsStays() throws Exception {
    Scope.TenantUser owner = chat.user();
    UUID id = talk(owner);
    chat.system().retention(owner.tenantId()).set(1);
    // the stored message is made two days older, and the appended one is of now
    chat.database()
        .execute(
            "update lyss_chat.conversations set created_at = (created_at at time zone 'UTC' - interval '2 days') at time zone 'UTC', last_active_at = (last_active_at at time zone 'UTC' - interval '2 days') at time zone 'UTC' where id = '"
                + id
                + "'");
    CompletableFuture<Long> purging =
        chat.as(owner)
            .<CompletableFuture<Long>, RuntimeException>inTransaction(
                inner -> {
                  inner.messages().append(id, NewMessage.user("still here"));
                  CompletableFuture<Long> begun = CompletableFuture.supplyAsync(this::purge);
                  chat.awaitLockWait();
                  return begun;
                });
    assertThat(purging.get()).isZero();
    assertThat(chat.as(owner).conversations().get(id).messageCount()).isEqualTo(3);
  }

  /** Each conversation is counted by one of them. */
  @Test
  void theSecondOfTwoPurgesDeletesWhatIsLeft() throws Exception {
    Scope.TenantUser owner = chat.user();
    List<UUID> talks = List.of(talk(owner), talk(owner));
    chat.system().retention(owner.tenantId()).set(1);
    chat.moveClock(Duration.ofDays(2));
    CompletableFuture<Long> second =
        chat.system()
            .<CompletableFuture<Long>, RuntimeException>inTransaction(
                first -> {
                  assertThat(first.maintenance().purgeConversations(Duration.ofDays(30), 1))
                      .isOne();
                  CompletableFuture<Long> begun = CompletableFuture.supplyAsync(this::purge);
                  chat.awaitLockWait();
                  return begun;
                });
    assertThat(second.get()).isPositive();
    assertThat(talks)
        .allSatisfy(
            id ->
                assertThat(chat.events("conversation", id)).containsExactly("conversation.purged"));
  }
}

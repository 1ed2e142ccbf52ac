package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Scope;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.ExpiredMonth;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.testing.Expect;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What somebody under a legal hold has said stays, whatever would delete it. */
class LegalHoldTest extends ChatServiceTest {

  private final Scope.TenantUser user = chat.user();
  private final PersonalDataDao persons = chat.system().personalData();

  private UUID deleted(Scope.TenantUser owner) {
    UUID id = chat.conversation(owner).id();
    chat.as(owner).messages().append(id, TestChat.said(2));
    chat.as(owner).conversations().delete(id);
    return id;
  }

  private long purge() {
    return chat.system().maintenance().purgeConversations(Duration.ofSeconds(-60), 100);
  }

  @Test
  void whatIsDeletedIsPurgedOnceTheHoldHasEnded() {
    Scope.TenantUser beside = chat.beside(user);
    Scope.TenantUser elsewhere = Scope.TenantUser.of(chat.user().tenantId(), user.userId());
    deleted(user);
    deleted(beside);
    deleted(elsewhere);
    persons.hold(user.tenantId(), user.userId(), "case 12");
    assertThat(purge()).isEqualTo(2);
    deleted(beside);
    persons.hold(user.tenantId(), user.tenantId(), "case 13");
    assertThat(purge()).isZero();
    persons.endHold(user.tenantId(), user.userId());
    assertThat(purge()).isZero();
    persons.endHold(user.tenantId(), user.tenantId());
    assertThat(purge()).isEqualTo(2);
  }

  @Test
  void nobodyDeletesItInAnotherWay() {
    Scope.TenantUser held = chat.user();
    UUID id = deleted(held);
    persons.hold(held.tenantId(), held.userId(), "case 12");
    String delete = "delete from lyss_chat.conversations where id = '" + id + "'";
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    chat.system()
                        .<Integer, RuntimeException>withJooq(jooq -> jooq.execute(delete))))
        .hasMessageContaining("legal hold");
    persons.endHold(held.tenantId(), held.userId());
    assertThat(chat.system().<Integer, RuntimeException>withJooq(jooq -> jooq.execute(delete)))
        .isEqualTo(1);
  }

  @Test
  void aMonthOfMessagesStaysAsAWhole() {
    Scope.TenantUser held = chat.user();
    chat.database()
        .execute(
            "select lyss_chat.create_monthly_partition('lyss_chat.conversation_messages',"
                + " '2020-01-01')");
    Instant then = Instant.parse("2020-01-31T23:59:59Z");
    for (Scope.TenantUser owner : List.of(held, chat.user())) {
      chat.as(owner)
          .conversations()
          .importMessages(
              NewConversation.of("old"),
              List.of(new ImportedMessage(NewMessage.user("long ago"), then)));
    }
    persons.hold(held.tenantId(), held.userId(), "case 12");
    chat.system()
        .jobs()
        .set(
            "retention of conversation_messages",
            io.lyss.dao.session.JobSettings.UNCHANGED.withKeep(Duration.ofDays(365)));
    assertThat(chat.system().jobs().retentionPlan())
        .filteredOn(month -> month.table().equals("conversation_messages"))
        .singleElement()
        .extracting(ExpiredMonth::hold)
        .isEqualTo(java.util.Optional.of("legal hold on the user " + held.userId() + " (1 rows)"));
    assertThat(chat.system().storage().dropExpiredPartitions("conversation_messages", 12))
        .isEmpty();
    persons.endHold(held.tenantId(), held.userId());
    assertThat(chat.system().storage().expiredPartitions("conversation_messages", 12)).hasSize(1);
    assertThat(chat.system().storage().dropExpiredPartitions("conversation_messages", 12))
        .hasSize(1);
  }

  /** And then leaves out what the hold keeps. */
  @Test
  void aPurgeWaitsForAHoldThatIsBeingSet() throws Exception {
    Scope.TenantUser held = chat.user();
    UUID id = deleted(held);
    CompletableFuture<Long> purging =
        chat.system()
            .<CompletableFuture<Long>, RuntimeException>inTransaction(
                setting -> {
                  setting.personalData().hold(held.tenantId(), held.userId(), "case 12");
                  CompletableFuture<Long> begun = CompletableFuture.supplyAsync(this::purge);
                  chat.awaitLockWait();
                  return begun;
                });
    assertThat(purging.get()).isZero();
    assertThat(chat.as(held).conversations().restore(id).messageCount()).isEqualTo(2);
  }

  /** The hold keeps what is left. */
  @Test
  void settingAHoldWaitsForAPurgeThatHasBegun() throws Exception {
    Scope.TenantUser held = chat.user();
    UUID id = deleted(held);
    CompletableFuture<?> setting =
        chat.system()
            .<CompletableFuture<?>, RuntimeException>inTransaction(
                purging -> {
                  purging.maintenance().purgeConversations(Duration.ofSeconds(-60), 100);
                  CompletableFuture<?> begun =
                      CompletableFuture.runAsync(
                          () -> persons.hold(held.tenantId(), held.userId(), "case 12"));
                  chat.awaitLockWait();
                  return begun;
                });
    setting.get();
    Expect.notFound("conversation", id, () -> chat.as(held).conversations().restore(id));
  }

  /**
   * Setting a hold waits for a long transaction that deletes, and lets others delete in between.
   */
  @Test
  void settingAHoldGivesUpRatherThanBlockOthersThatDelete() throws Exception {
    Scope.TenantUser other = chat.user();
    try (Connection deleting = chat.database().dataSource().getConnection();
        Statement statement = deleting.createStatement()) {
      deleting.setAutoCommit(false);
      statement.execute(
          "set local role lyss_system; set local app.system_reason = 'a test';"
              + " select lyss_chat.erase_user('%s', '%s')"
                  .formatted(other.tenantId(), other.userId()));
      CompletableFuture<Void> hold =
          CompletableFuture.runAsync(() -> persons.hold(user.tenantId(), user.userId(), "case 12"));
      do {
        // by a statement of the host's, which does not wait for its turn
        String delete =
            "delete from lyss_chat.conversations where id = '" + deleted(chat.user()) + "'";
        assertThat(chat.system().<Integer, RuntimeException>withJooq(jooq -> jooq.execute(delete)))
            .isEqualTo(1);
      } while (!hold.isDone());
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(hold::join)
          .withCauseInstanceOf(LyssException.class)
          .withMessageContaining("no legal hold can be set now: process")
          .withMessageContaining(
              deleting.unwrap(PGConnection.class).getBackendPID() + " has held the lock");
      deleting.rollback();
    }
    persons.hold(user.tenantId(), user.userId(), "case 12");
  }
}

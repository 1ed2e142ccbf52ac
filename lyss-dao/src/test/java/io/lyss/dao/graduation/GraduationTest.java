package io.lyss.dao.graduation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.MessageRole;
import io.lyss.dao.platform.NewAuditEntry;
import io.lyss.dao.platform.NewMessage;
import io.lyss.dao.platform.User;
import io.lyss.dao.session.AuditFilter;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.Plan;
import io.lyss.dao.user.TenantStatus;
import io.lyss.schema.GraduatedChannel;
import io.lyss.schema.GraduatingTenant;
import io.lyss.schema.GraduationPass;
import io.lyss.schema.GraduationPlan;
import io.lyss.schema.LyssGraduation;
import io.lyss.schema.LyssMigrationException;
import io.lyss.throwaway.OneIn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * An organisation becomes a tenant: each user can see and use what they could before, and other
 * tenants do not change.
 */
@OneIn(5)
class GraduationTest extends GraduationFixture {

  @Test
  void accessStaysTheSameAndOtherTenantsAreUnchanged() {
    Scope.TenantUser rival = rival();
    List<String> rivals = rowsOf(rival);

    GraduationPlan plan = graduation().plan();
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.gaps())
        .containsKey("messages without a text: a space stands for it")
        .containsKey("conversations with metadata: it stays here");
    assertThat(graduation().copy().number()).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      here.change();
      GraduationPass pass = graduation().copy();
      assertThat(pass.number()).isEqualTo(i + 2);
      assertThat(pass.rows().get("conversations")).isBetween(1L, 10L);
    }
    // nobody works there before it is finished
    assertThat(there.users.asSystem("test").tenants().get(tenant).status())
        .isEqualTo(TenantStatus.SUSPENDED);
    here.change();
    graduation().close();
    plan = graduation().plan();
    assertThat(graduation().finish()).isEqualTo(plan.rows());
    assertThat(graduation().verify()).isEqualTo(plan.rows());

    assertAllIsThere();
    assertThat(rowsOf(rival)).isEqualTo(rivals);
    // and goes on there
    User user = here.users.get(0);
    Conversation talk = here.as(user).conversations().list(Organisation.ALL).items().get(0);
    assertThat(
            there
                .chats
                .asUser(scope(user).orElseThrow())
                .messages()
                .append(
                    newId("conversation", talk.id()), io.lyss.dao.chat.NewMessage.user("further"))
                .sequence())
        .isEqualTo(talk.messageCount() + 1);
  }

  @Test
  void aMessageThatIsSentAgainAfterwardsIsStoredOnce() {
    Conversation talk = here.conversations.get(1);
    NewMessage message = NewMessage.of(MessageRole.USER, "once");
    long sequence =
        here.platform.asUser(talk.userId()).messages().append(talk.id(), message).sequence();
    graduation().copy();
    graduation().close();
    graduation().finish();
    User owner = here.users.stream().filter(u -> u.id() == talk.userId()).findFirst().orElseThrow();
    assertThat(
            there
                .chats
                .asUser(scope(owner).orElseThrow())
                .messages()
                .append(
                    newId("conversation", talk.id()),
                    io.lyss.dao.chat.NewMessage.user("once").withId(message.idempotencyKey()))
                .sequence())
        .isEqualTo(sequence);
  }

  @Test
  void afterwardsThePlatformDatabaseRefusesWritesAndAnswersReads() {
    graduation().copy();
    graduation().close();
    graduation().close();
    Conversation talk = here.conversations.get(1);
    var owner = here.platform.asUser(talk.userId());
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> here.say(talk))
        .withMessageContaining("the organisation is closed");
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> here.addUser(io.lyss.dao.platform.UserRole.USER));
    assertThatExceptionOfType(ScopeDeniedException.class).isThrownBy(here::addProvider);
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> owner.conversations().delete(talk.id()));
    assertThat(owner.messages().listOldestFirst(talk.id(), Organisation.ALL).items()).isNotEmpty();

    graduation().reopen();
    graduation().reopen();
    here.say(talk);
    graduation().close();
    graduation().finish();
    assertAllIsThere();
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().reopen())
        .withMessageContaining("finished");
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().copy())
        .withMessageContaining("finished");
    // only opens the tenant once more
    graduation().finish();
  }

  @Test
  void finishingIsRefusedBeforeAllIsCopiedAndClosed() {
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().close())
        .withMessageContaining("not begun");
    graduation().copy();
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().finish())
        .withMessageContaining("close it first");
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().verify())
        .withMessageContaining("close it first");
  }

  /** Entries about reads while the organisation was closed stay in the platform database. */
  @Test
  void entriesOfTheAuditLogAreSealedThereAndNobodyElseMakesSuch() {
    graduation().copy();
    graduation().close();
    here.as(here.users.get(0)).audit().append(NewAuditEntry.of("looked", "shop", 1));
    graduation().finish();
    graduation().verify();
    assertAllIsThere();
    User user = here.users.get(0);
    var log = there.users.asSystem("test").audit(tenant);
    var done =
        AuditFilter.ALL
            .onResource("users", newId("user", user.id()))
            .between(Instant.EPOCH, user.createdAt().plusNanos(1000));
    assertThat(log.search(done, Organisation.ALL).items())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.action()).isEqualTo("row_insert");
              assertThat(entry.createdAt()).isEqualTo(user.createdAt());
              assertThat(entry.reason()).contains("test");
              assertThat(entry.source()).contains("platform");
            });
    if (!TestDatabase.ON_CITUS) {
      there.users.asSystem("test").withJooq(jooq -> jooq.fetch("select lyss_user.seal_entries()"));
      assertThat(log.lastSeal()).isPresent();
      assertThat(log.verify()).isEmpty();
      there
          .database
          .database()
          .execute(
              "set session_replication_role = replica; update lyss_user.audit_logs set created_at = created_at - interval '1 ms' where tenant_id = '%s' and resource_id = '%s' and source = 'platform'"
                  .formatted(tenant, newId("user", user.id())));
      assertThat(log.verify()).isPresent();
    }
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(
            () ->
                log.append(
                    io.lyss.dao.session.NewAuditEntry.of(
                        "platform",
                        "opened",
                        io.lyss.dao.session.NewAuditEntry.Resource.of("shop", 1))))
        .withMessageContaining("audit_logs_source_reserved");
    // system work may state source and time, but never without the event that it tells of
    assertThatThrownBy(
            () ->
                there
                    .users
                    .asSystem("test")
                    .withJooq(
                        jooq ->
                            jooq.fetch(
                                "select lyss_user.record_event('%s', '%s', 'platform', null, 'users:1', 'row_insert', '{}', null, null, now())"
                                    .formatted(tenant, Ids.next()))))
        .hasMessageContaining("\"event_id\" of relation \"consumed_events\" violates not-null");
  }

  @Test
  void aPlanNamesWhatRefusesTheGraduation() {
    rival();
    there
        .users
        .asSystem("test")
        .tenants()
        .create(new NewTenant(tenant, "Acme", "acme", Plan.BASIC, 100, 10_000));
    GraduationPlan plan =
        LyssGraduation.of(
                here.database.database().dataSource(),
                there.dataSources(UnaryOperator.identity()),
                new GraduatingTenant(tenant, "Acme", "acme", "pro", 2, 10_000, "EUR"))
            .channels(p -> new GraduatedChannel("nothing", key(p.channel()), List.of(), Map.of()))
            .plan();
    assertThat(plan.refusals())
        .anyMatch(why -> why.contains("the table tenants of USER has rows of the tenant"))
        .anyMatch(why -> why.contains("users are active, and the tenant may have 2"))
        .anyMatch(why -> why.contains("has no such kind"));
    assertThatExceptionOfType(LyssMigrationException.class).isThrownBy(() -> graduation().copy());
    assertThat(here.database.query("select 1 from lyss_platform.graduations")).isEmpty();
  }

  @Test
  void theComparisonFindsEachDifference() {
    graduation().copy();
    graduation().close();
    there
        .database
        .database()
        .execute(
            "set session_replication_role = replica; update lyss_chat.conversation_messages set content = content || '.' where sequence = 1 and tenant_id = '%s'"
                .formatted(tenant));
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().verify())
        .withMessageContaining("messages")
        .withMessageContaining("not the same");
    there
        .database
        .database()
        .execute(
            "set session_replication_role = replica; delete from lyss_provider.usage_records where tenant_id = '%s'"
                .formatted(tenant));
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().finish())
        .withMessageContaining("usage");
    assertThat(there.users.asSystem("test").tenants().get(tenant).status())
        .isEqualTo(TenantStatus.SUSPENDED);
  }
}

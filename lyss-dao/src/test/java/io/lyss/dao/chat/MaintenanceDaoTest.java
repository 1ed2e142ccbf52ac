package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.CONVERSATIONS;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_MESSAGES;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_SUMMARIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.session.JobDao;
import io.lyss.dao.session.JobRun;
import io.lyss.dao.session.JobSettings;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

class MaintenanceDaoTest extends ChatServiceTest {

  private static final Duration MONTH = Duration.ofDays(30);

  private static final String PURGE = "purge of conversations";

  private final Scope.TenantUser user = chat.user();
  private final ConversationDao conversations = chat.as(user).conversations();
  private final MaintenanceDao maintenance = chat.system().maintenance();

  private UUID open(Scope.TenantUser owner, int messages) {
    UUID id = chat.conversation(owner).id();
    chat.as(owner).messages().append(id, TestChat.said(messages));
    chat.as(owner).summaries().add(id, NewSummary.auto("x", messages));
    return id;
  }

  private UUID deleted() {
    UUID id = open(user, 3);
    conversations.delete(id);
    return id;
  }

  private Instant deletedAt(UUID id) {
    return conversations.get(id).deletedAt().orElseThrow();
  }

  private List<String> rowsOf(UUID first, UUID second) {
    return Stream.of(first, second).flatMap(id -> rowsOf(id).stream()).toList();
  }

  private List<String> rowsOf(UUID conversation) {
    return chat.query(
        """
        select 'conversation' from lyss_chat.conversations where id = '%1$s'
        union all
        select 'message' from lyss_chat.conversation_messages where conversation_id = '%1$s'
        union all
        select 'summary' from lyss_chat.conversation_summaries where conversation_id = '%1$s'
        """
            .formatted(conversation));
  }

  @Test
  void conversationsDeletedLongAgoArePurgedInBatches() {
    List<UUID> old = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      old.add(deleted());
    }
    UUID restored = deleted();
    conversations.restore(restored);
    UUID archived = open(user, 1);
    conversations.archive(archived);
    UUID young = deleted();
    chat.stopClock(deletedAt(old.get(0)).plus(MONTH));
    assertThat(maintenance.purgeConversations(MONTH, 10)).isZero();
    chat.stopClock(deletedAt(young).plus(MONTH));
    assertThat(maintenance.purgeConversations(MONTH, 2)).isEqualTo(2);
    assertThat(old.subList(0, 2)).allMatch(id -> rowsOf(id).isEmpty());
    assertThat(old.subList(2, 5)).noneMatch(id -> rowsOf(id).isEmpty());
    assertThat(maintenance.purgeConversations(MONTH, 10)).isEqualTo(3);
    assertThat(maintenance.purgeConversations(MONTH, 10)).isZero();
    assertThat(old).allMatch(id -> rowsOf(id).isEmpty());
    assertThat(old)
        .allSatisfy(
            id ->
                assertThat(chat.events("conversation", id))
                    .containsExactly("conversation.deleted", "conversation.purged"));
    assertThat(rowsOf(young)).hasSize(5);
    assertThat(rowsOf(archived)).hasSize(3);
    assertThat(rowsOf(restored)).hasSize(5);
    Expect.notFound("conversation", old.get(0), () -> conversations.restore(old.get(0)));
    assertThat(conversations.restore(young).messageCount()).isEqualTo(3);
    Expect.refused("", () -> maintenance.purgeConversations(MONTH, -1));
  }

  @Test
  void erasingAUserDeletesTheirConversationsInOneTenant() {
    Scope.TenantUser leaving = chat.user();
    Scope.TenantUser beside = chat.beside(leaving);
    Scope.TenantUser elsewhere = Scope.TenantUser.of(chat.user().tenantId(), leaving.userId());
    List<UUID> theirs = List.of(open(leaving, 4), open(leaving, 2), open(leaving, 1));
    chat.as(leaving).conversations().archive(theirs.get(1));
    chat.as(leaving).conversations().delete(theirs.get(2));
    List<UUID> others = List.of(open(beside, 1), open(elsewhere, 1));
    PersonalDataDao personal = chat.system().personalData();
    assertThat(personal.erase(leaving.tenantId(), leaving.userId(), 5).done()).isFalse();
    assertThat(personal.erase(leaving.tenantId(), leaving.userId(), 100))
        .satisfies(
            erasure -> {
              assertThat(erasure.done()).isTrue();
              assertThat(erasure.counts().text())
                  .contains("\"conversations\": 3", "\"conversation_messages\": 7");
            });
    assertThat(theirs).allMatch(id -> rowsOf(id).isEmpty());
    assertThat(others).allMatch(id -> rowsOf(id).size() == 3);
    assertThat(chat.as(leaving).conversations().list(PageRequest.first(5)).items()).isEmpty();
    assertThat(personal.erase(leaving.tenantId(), leaving.userId(), 5).counts())
        .isEqualTo(Json.EMPTY);
    assertThat(chat.events("user", leaving.userId())).containsExactly("user.erased", "user.erased");
  }

  @Test
  void usersAndTenantAdministratorsMayNotPurgeOrErase() {
    for (Scope.TenantUser somebody : List.of(user, chat.admin(user))) {
      MaintenanceDao dao = chat.as(somebody).maintenance();
      Expect.denied(() -> dao.purgeConversations(MONTH, 1));
      Expect.denied(
          () -> chat.as(somebody).personalData().erase(user.tenantId(), user.userId(), 5));
    }
  }

  @Test
  void systemWorkCountsMessagesButReadsNoText() {
    UUID id = open(user, 2);
    ChatSession system = chat.system();
    assertThat(
            system.<Integer, RuntimeException>withJooq(
                jooq ->
                    jooq.fetchCount(
                        CONVERSATION_MESSAGES, CONVERSATION_MESSAGES.CONVERSATION_ID.eq(id))))
        .isEqualTo(2);
    for (Field<?> words :
        List.of(
            CONVERSATIONS.TITLE,
            CONVERSATIONS.SYSTEM_PROMPT,
            CONVERSATIONS.OPEN_TOOL_CALLS,
            CONVERSATION_MESSAGES.CONTENT,
            CONVERSATION_MESSAGES.TOOL_CALLS,
            CONVERSATION_MESSAGES.TOOL_CALL_ID,
            CONVERSATION_SUMMARIES.SUMMARY_TEXT)) {
      Table<?> table = ((TableField<?, ?>) words).getTable();
      assertThatExceptionOfType(DataAccessException.class)
          .as("%s", words)
          .isThrownBy(
              () ->
                  system.<Result<?>, RuntimeException>withJooq(
                      jooq -> jooq.select(words).from(table).fetch()))
          .withMessageContaining("permission denied");
    }
  }

  @Test
  void messagesAreWrittenByTheFunctionOnlyAndNeverChanged() {
    UUID id = open(user, 2);
    String change = "update lyss_chat.conversation_messages set content = 'never said'";
    assertThatExceptionOfType(RuntimeException.class)
        .as("the owner of the table neither")
        .isThrownBy(() -> chat.database().execute(change + " where conversation_id = '" + id + "'"))
        .havingRootCause()
        .withMessageContaining("conversation_messages is append-only");
    for (String statement :
        List.of(
            change,
            "delete from lyss_chat.conversation_messages",
            "insert into lyss_chat.conversation_messages (tenant_id) values (null)",
            "insert into lyss_chat.conversation_summaries (tenant_id) values (null)",
            "update lyss_chat.conversations set message_count = 0",
            "update lyss_chat.conversations set status = 'deleted'",
            "delete from lyss_chat.conversations")) {
      assertThatExceptionOfType(DataAccessException.class)
          .as(statement)
          .isThrownBy(
              () ->
                  chat.as(user)
                      .<Integer, RuntimeException>withJooq(jooq -> jooq.execute(statement)))
          .withMessageContaining("permission denied");
    }
  }

  /** A table of the host refers to some rows, by a foreign key without an action. */
  @Test
  void rowsThatTheHostRefersToHoldUpNoPurge() {
    TestDatabase.notOnCitus("nodes do not know the table of the host that is in the way");
    chat.database()
        .execute(
            "create table public.bookmarks (tenant_id uuid, id uuid, constraint bookmarks_fk foreign key (tenant_id, id) references lyss_chat.conversations (tenant_id, id))");
    try {
      List<UUID> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        all.add(deleted());
      }
      for (UUID id : List.of(all.get(0), all.get(1), all.get(7))) {
        chat.database()
            .execute(
                "insert into public.bookmarks select tenant_id, id from lyss_chat.conversations where id = '%s'"
                    .formatted(id));
      }
      chat.stopClock(deletedAt(all.get(11)).plus(MONTH).plusMillis(1));
      JobDao jobs = chat.system().jobs();
      jobs.set(PURGE, JobSettings.UNCHANGED);
      JobRun run =
          jobs.runDue(Duration.ofSeconds(1)).stream()
              .filter(r -> r.job().equals(PURGE))
              .findFirst()
              .orElseThrow();
      assertThat(run.done()).as("what could be deleted is").hasValue(9);
      assertThat(run.error())
          .as("and the alarm is raised")
          .hasValueSatisfying(
              e -> assertThat(e).contains("3 rows cannot be deleted", "bookmarks_fk"));
      assertThat(rowsOf(all.get(0))).hasSize(5);
      assertThat(rowsOf(all.get(11))).isEmpty();
      Expect.refused("bookmarks_fk", () -> maintenance.purgeConversations(MONTH, 100));
      // at the head of the list there are none but those: the others get their turn all the same
      List<UUID> later = List.of(deleted(), deleted());
      chat.stopClock(deletedAt(later.get(1)).plus(MONTH).plusMillis(1));
      for (int i = 0; i < 300 && !rowsOf(later.get(0), later.get(1)).isEmpty(); i++) {
        try {
          maintenance.purgeConversations(MONTH, 2);
        } catch (ConstraintException e) {
          assertThat(e).hasMessageContaining("bookmarks_fk");
        }
      }
      assertThat(rowsOf(later.get(0), later.get(1))).isEmpty();
      jobs.hold(PURGE, "a lawsuit");
      assertThatExceptionOfType(DatabaseException.class)
          .isThrownBy(() -> maintenance.purgeConversations(MONTH, 100))
          .withMessageContaining("a lawsuit");
      jobs.release(PURGE);
    } finally {
      chat.database().execute("drop table public.bookmarks");
    }
    assertThat(maintenance.purgeConversations(MONTH, 100)).isEqualTo(3);
    JobDao jobs = chat.system().jobs();
    jobs.set(PURGE, JobSettings.UNCHANGED);
    jobs.runDue(Duration.ofSeconds(1));
    assertThat(jobs.list())
        .filteredOn(job -> job.name().equals(PURGE))
        .allMatch(job -> job.error().isEmpty() && job.failures() == 0);
  }
}

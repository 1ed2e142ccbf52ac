package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.ConcurrentEdits;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConversationDaoTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final ModelSettings FULL =
      ModelSettings.DEFAULT
          .withModel("deepseek-chat")
          .withChannel(Ids.next())
          .withSystemPrompt("You are terse.")
          .withTemperature(1.25)
          .withMaxTokens(800);

  private final Scope.TenantUser user = chat.user();
  private final ConversationDao conversations = chat.as(user).conversations();

  private Conversation open() {
    return chat.conversation(user);
  }

  private static NewConversation with(ModelSettings settings) {
    return NewConversation.of("x", settings);
  }

  @Test
  void aConversationIsStoredAsGiven() {
    Instant before = Instant.now().minusSeconds(60);
    NewConversation given = NewConversation.of("Weather in 上海", FULL);
    Conversation conversation = conversations.open(given);
    assertThat(conversation.id()).isEqualTo(given.id());
    assertThat(conversation.userId()).isEqualTo(user.userId());
    assertThat(conversation.title()).isEqualTo("Weather in 上海");
    assertThat(conversation.settings()).isEqualTo(FULL);
    assertThat(conversation.status()).isEqualTo(ConversationStatus.ACTIVE);
    assertThat(conversation.messageCount()).isZero();
    assertThat(conversation.tokenUsage()).isZero();
    assertThat(conversation.openToolCalls()).isEmpty();
    assertThat(conversation.createdAt()).isAfter(before);
    assertThat(conversation.lastActiveAt()).isEqualTo(conversation.createdAt());
    assertThat(conversation.updatedAt()).isEqualTo(conversation.createdAt());
    assertThat(conversation.deletedAt()).isEmpty();
    assertThat(conversations.get(given.id())).isEqualTo(conversation);
  }

  @Test
  void settingsThatAreNotGivenAreTheDefaults() {
    Conversation plain = conversations.open(NewConversation.of("x"));
    assertThat(plain.settings()).isEqualTo(ModelSettings.DEFAULT);
    assertThat(plain.settings().temperature()).isEqualTo(0.7);
    assertThat(plain.settings().maxTokens()).isEqualTo(4000);
  }

  @Test
  void badValuesAreRefusedByTheConstraintThatNamesThem() {
    ModelSettings plain = ModelSettings.DEFAULT;
    for (String blank : List.of("", "  ")) {
      Expect.refused(
          "conversations_title_check", () -> conversations.open(NewConversation.of(blank)));
      Expect.refused(
          "conversations_model_name_check", () -> conversations.open(with(plain.withModel(blank))));
      Expect.refused(
          "conversations_system_prompt_check",
          () -> conversations.open(with(plain.withSystemPrompt(blank))));
    }
    for (double temperature : new double[] {-0.01, 2.01, Double.NaN, Double.POSITIVE_INFINITY}) {
      Expect.refused(
          "conversations_temperature_check",
          () -> conversations.open(with(plain.withTemperature(temperature))));
    }
    Expect.refused(
        "conversations_max_tokens_check", () -> conversations.open(with(plain.withMaxTokens(0))));
    Expect.refused("", () -> conversations.open(NewConversation.of("x".repeat(201))));
    Expect.refused("", () -> conversations.open(with(plain.withModel("x".repeat(101)))));
    assertThatNullPointerException()
        .isThrownBy(() -> new NewConversation(Ids.next(), null, plain, java.util.Optional.empty()));
    for (double temperature : new double[] {0, 2}) {
      assertThat(conversations.open(with(plain.withTemperature(temperature))).settings())
          .isEqualTo(plain.withTemperature(temperature));
    }
  }

  @Test
  void anIdIsUniqueWithinATenantAndFreeInAnother() {
    Conversation conversation = open();
    NewConversation again = NewConversation.of("y").withId(conversation.id());
    Expect.duplicate("conversations_tenant_id_id_pk", () -> conversations.open(again));
    assertThat(chat.as(chat.user()).conversations().open(again).title()).isEqualTo("y");
    assertThat(conversations.get(conversation.id())).isEqualTo(conversation);
  }

  @Test
  void anUpdateChangesTitleAndSettingsAndNothingElse() {
    Conversation before = open();
    Conversation renamed = conversations.update(before.withTitle("another"));
    assertThat(renamed.title()).isEqualTo("another");
    assertThat(renamed.settings()).isEqualTo(before.settings());
    assertThat(renamed.updatedAt()).isAfter(before.updatedAt());
    assertThat(renamed.lastActiveAt()).isEqualTo(before.lastActiveAt());
    Conversation changed = conversations.update(renamed.withSettings(FULL));
    assertThat(changed.settings()).isEqualTo(FULL);
    assertThat(changed.title()).isEqualTo("another");
    Conversation again = conversations.update(changed.withSettings(ModelSettings.DEFAULT));
    assertThat(again.settings()).isEqualTo(ModelSettings.DEFAULT);
    Expect.refused("conversations_title_check", () -> conversations.update(again.withTitle(" ")));
  }

  @Test
  void oneOfEightConcurrentEditsOfOneReadingSucceeds() throws Exception {
    Conversation read = open();
    Conversation edited =
        ConcurrentEdits.oneSucceeds(
            "conversation", read.id(), i -> conversations.update(read.withTitle("edit " + i)));
    assertThat(conversations.get(read.id())).isEqualTo(edited);
  }

  @Test
  void anUpdateOfAConversationThatWasChangedSinceItWasReadIsRefused() {
    Conversation read = open();
    Conversation changed = conversations.update(read.withTitle("first"));
    Expect.changedSince(
        "conversation", read.id(), () -> conversations.update(read.withTitle("second")));
    assertThat(conversations.get(read.id())).isEqualTo(changed);
    assertThat(conversations.update(changed.withTitle("second")).title()).isEqualTo("second");
  }

  @Test
  void anUnknownConversationIsNotFound() {
    assertThat(conversations.find(NEVER)).isEmpty();
    Expect.notFound("conversation", NEVER, () -> conversations.get(NEVER));
    Conversation never = chat.conversation(chat.user());
    Expect.notFound("conversation", never.id(), () -> conversations.update(never));
    Expect.notFound("conversation", NEVER, () -> conversations.archive(NEVER));
    Expect.notFound("conversation", NEVER, () -> conversations.delete(NEVER));
    Expect.notFound("conversation", NEVER, () -> conversations.restore(NEVER));
  }

  @Test
  void aDeletedConversationIsReadAndRestoredButNotUpdated() {
    Conversation read = open();
    UUID id = read.id();
    Conversation deleted = conversations.delete(id);
    assertThat(deleted.status()).isEqualTo(ConversationStatus.DELETED);
    assertThat(deleted.deletedAt()).isPresent();
    if (!TestDatabase.ON_CITUS) {
      // a node has a clock of its own for updated_at
      assertThat(deleted.deletedAt()).contains(deleted.updatedAt());
    }
    assertThat(conversations.delete(id)).as("again, which changes nothing").isEqualTo(deleted);
    assertThat(conversations.get(id)).isEqualTo(deleted);
    Expect.notFound("conversation", id, () -> conversations.update(deleted.withTitle("y")));
    Expect.notFound("conversation", id, () -> conversations.update(read.withTitle("y")));
    Expect.notFound("conversation", id, () -> conversations.update(deleted.withSettings(FULL)));
    Conversation restored = conversations.restore(id);
    assertThat(restored.status()).isEqualTo(ConversationStatus.ACTIVE);
    assertThat(restored.deletedAt()).isEmpty();
    assertThat(conversations.update(restored.withTitle("y")).title()).isEqualTo("y");
    assertThat(chat.events("conversation", id))
        .containsExactly("conversation.deleted", "conversation.restored");
  }

  @Test
  void archivingRenamingAndRestoringPublishNothing() {
    UUID id = open().id();
    Conversation archived = conversations.archive(id);
    assertThat(archived.status()).isEqualTo(ConversationStatus.ARCHIVED);
    assertThat(conversations.update(archived.withTitle("y")).status())
        .isEqualTo(ConversationStatus.ARCHIVED);
    assertThat(conversations.restore(id).status()).isEqualTo(ConversationStatus.ACTIVE);
    assertThat(chat.events("conversation", id)).isEmpty();
    conversations.delete(id);
    assertThat(conversations.archive(id).status()).isEqualTo(ConversationStatus.ARCHIVED);
    assertThat(chat.events("conversation", id))
        .containsExactly("conversation.deleted", "conversation.restored");
  }

  @Test
  void listsShowTheRequestedStatusesAndTheOneActiveLastFirst() {
    Scope.TenantUser reader = chat.user();
    ConversationDao dao = chat.as(reader).conversations();
    List<UUID> opened = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      opened.add(0, chat.conversation(reader).id());
    }
    // the message moves the conversation that was opened first to the front
    UUID first = opened.remove(8);
    chat.as(reader).messages().append(first, NewMessage.user("hello"));
    opened.add(0, first);
    dao.archive(opened.get(1));
    dao.archive(opened.get(4));
    dao.delete(opened.get(6));
    List<UUID> active = new ArrayList<>(opened);
    active.removeAll(List.of(opened.get(1), opened.get(4), opened.get(6)));
    for (int size : List.of(1, 2, 3, 100)) {
      assertThat(Paging.all(size, dao::list)).extracting(Conversation::id).isEqualTo(active);
      assertThat(Paging.all(size, page -> dao.list(EnumSet.allOf(ConversationStatus.class), page)))
          .extracting(Conversation::id)
          .isEqualTo(opened);
      assertThat(Paging.all(size, page -> dao.list(Set.of(ConversationStatus.ARCHIVED), page)))
          .extracting(Conversation::id)
          .containsExactly(opened.get(1), opened.get(4));
    }
    assertThat(dao.list(Set.of(), PAGE).items()).isEmpty();
    assertThat(dao.list(PAGE.after(new Cursor(Instant.EPOCH, NEVER))).items()).isEmpty();
  }

  @Test
  void conversationsOfOneInstantArePagedByTheirIds() {
    Scope.TenantUser reader = chat.user();
    List<UUID> opened = new ArrayList<>();
    chat.as(reader)
        .useTransaction(
            tx -> {
              for (int i = 0; i < 7; i++) {
                opened.add(tx.conversations().open(NewConversation.of("x")).id());
              }
            });
    Collections.reverse(opened);
    assertThat(Paging.all(2, chat.as(reader).conversations()::list))
        .extracting(Conversation::id)
        .isEqualTo(opened);
  }

  @Test
  void conversationsNeedTheScopeOfAUser() {
    Expect.needsUser(() -> chat.system().conversations());
    Expect.needsUser(() -> chat.service().asAdministrator(Ids.next(), "test").conversations());
  }
}

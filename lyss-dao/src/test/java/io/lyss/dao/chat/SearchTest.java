package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Paging;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SearchTest {

  private static final PageRequest PAGE = PageRequest.first(50);

  private static TestChat chat;
  private final Scope.TenantUser user = chat.user();
  private final ChatSession session = chat.as(user);

  @BeforeAll
  static void create() {
    chat = new TestChat();
  }

  @AfterAll
  static void drop() {
    chat.close();
  }

  @Test
  void findsMessagesOfAllConversationsThatAreNotDeleted() {
    UUID first = chat.conversation(user).id();
    UUID second = chat.conversation(user).id();
    UUID deleted = chat.conversation(user).id();
    append(first, "It rains in http://kyōto.example/a_b.", "天气预报：雨");
    append(second, "raining again", "sunny");
    append(deleted, "rain");
    session.conversations().archive(first);
    session.conversations().delete(deleted);

    assertThat(found("rain"))
        .containsExactly("raining again", "It rains in http://kyōto.example/a_b.");
    assertThat(found("kyoto RAINED")).hasSize(1);
    assertThat(found("http://kyōto.example/a_b")).hasSize(1);
    assertThat(found("预报 雨")).containsExactly("天气预报：雨");
    assertThat(found("气")).containsExactly("天气预报：雨");
    assertThat(found("rain tomorrow")).isEmpty();
    session.conversations().restore(deleted);
    assertThat(found("rain")).hasSize(3);
  }

  /** The second text has the same pairs of characters, but not the run. */
  @Test
  void aRunIsFoundWhereItsLettersStandInARow() {
    UUID id = chat.conversation(user).id();
    append(id, "天气报告", "报告：天气，气报", "ﾃﾝｷ 天气报告", "ﾃﾝｷ 报告：天气，气报");

    assertThat(found("天气报告")).containsExactly("ﾃﾝｷ 天气报告", "天气报告");
    assertThat(Paging.all(1, page -> session.messages().search("天气报告", page)))
        .extracting(one -> one.message().content())
        .containsExactly("ﾃﾝｷ 天气报告", "天气报告");
  }

  @Test
  void pagesGoOverAllMonths() {
    UUID id = chat.conversation(user).id();
    for (int i = 0; i < 30; i++) {
      append(id, "rain " + i);
    }
    chat.database()
        .execute(
            """
            set search_path = lyss_chat;
            update conversations set created_at = (created_at at time zone 'UTC' - interval '4 years') at time zone 'UTC'
            where id = '%1$s';
            alter table conversation_messages disable trigger user;
            update conversation_messages
            set created_at = (created_at at time zone 'UTC' - interval '47 days' * (30 - sequence)) at time zone 'UTC'
            where conversation_id = '%1$s';
            alter table conversation_messages enable trigger user;
            """
                .formatted(id));
    List<FoundMessage> all = session.messages().search("rain", PAGE).items();

    assertThat(all)
        .extracting(one -> one.message().content())
        .hasSize(30)
        .startsWith("rain 29", "rain 28");
    assertThat(all).extracting(FoundMessage::conversationId).containsOnly(id);
    for (int size : List.of(1, 4, 29, 30)) {
      assertThat(Paging.all(size, page -> session.messages().search("rain", page))).isEqualTo(all);
    }
  }

  @Test
  void findsTitlesTheConversationActiveLastFirst() {
    Conversation older = session.conversations().open(NewConversation.of("Plans for May"));
    Conversation newer = session.conversations().open(NewConversation.of("五月计划 plan"));
    Conversation deleted = session.conversations().open(NewConversation.of("plan"));
    session.conversations().delete(deleted.id());
    append(older.id(), "hello");

    assertThat(titles("plans")).containsExactly("Plans for May", "五月计划 plan");
    assertThat(titles("月计划")).containsExactly(newer.title());
    assertThat(Paging.all(1, page -> session.conversations().search("plan", page)))
        .extracting(Conversation::id)
        .containsExactly(older.id(), newer.id());
  }

  @Test
  void nobodyElseFindsIt() {
    append(session.conversations().open(NewConversation.of("a secret")).id(), "my secret");

    assertThat(found("secret")).hasSize(1);
    assertThat(titles("secret")).hasSize(1);
    for (Scope.TenantUser stranger : chat.strangers(user)) {
      assertThat(chat.as(stranger).messages().search("secret", PAGE).items()).isEmpty();
      assertThat(chat.as(stranger).conversations().search("secret", PAGE).items()).isEmpty();
    }
  }

  @Test
  void aTextThatIsNotValidFindsNothing() {
    append(session.conversations().open(NewConversation.of("a ? b")).id(), "a ? b");

    for (String invalid : List.of("a \0", "a \ud83d", "\ude00 b", "", "?")) {
      assertThat(found(invalid)).isEmpty();
      assertThat(titles(invalid)).isEmpty();
    }
  }

  private void append(UUID conversation, String... contents) {
    for (String content : contents) {
      session.messages().append(conversation, NewMessage.user(content));
    }
  }

  private List<String> found(String text) {
    return session.messages().search(text, PAGE).items().stream()
        .map(one -> one.message().content())
        .toList();
  }

  private List<String> titles(String text) {
    return session.conversations().search(text, PAGE).items().stream()
        .map(Conversation::title)
        .toList();
  }
}

package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.ConcurrentEdits;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationDaoTest extends PlatformTest {

  private static final String FACE = "\uD83D\uDE00";
  private static final PageRequest PAGE = PageRequest.first(100);

  private final User user = platform.user();
  private final Provider provider = platform.personal(user);
  private final ConversationDao conversations = platform.as(user).conversations();

  @Test
  void aNewConversationIsAsGiven() {
    Conversation opened =
        conversations.open(provider.id(), "Weather", new Json("{\"pinned\": true}"));
    assertThat(opened.userId()).isEqualTo(user.id());
    assertThat(opened.providerId()).isEqualTo(provider.id());
    assertThat(opened.title()).isEqualTo("Weather");
    assertThat(opened.metadata()).isEqualTo(new Json("{\"pinned\": true}"));
    assertThat(opened.updatedAt()).isEqualTo(opened.createdAt());
    assertThat(conversations.get(opened.id())).isEqualTo(opened);
    assertThat(conversations.find(opened.id())).contains(opened);
    assertThat(conversations.open(provider.id(), "x").metadata()).isEqualTo(Json.EMPTY);
  }

  @Test
  void aTitleHasOneToTwoHundredCharactersAndIsNotBlank() {
    String longest = FACE.repeat(200);
    assertThat(conversations.open(provider.id(), longest).title()).isEqualTo(longest);
    Expect.refused("", () -> conversations.open(provider.id(), longest + "x"));
    Expect.refused("conversations_title_check", () -> conversations.open(provider.id(), ""));
    Expect.refused("conversations_title_check", () -> conversations.open(provider.id(), "  "));
    for (String blank : List.of("\t\r\n", "\u3000", "\u00a0", "\u200b\ufeff", "\u2060 \u0085")) {
      Expect.refused("conversations_title_check", () -> conversations.open(provider.id(), blank));
    }
  }

  /** The driver would send a question mark for half of a character. */
  @Test
  void whatIsNoValidTextIsRefusedByName() {
    for (String invalid : List.of("nul\0nul", "\ud83d", "\ude00\ud83d", "ok \ud83d!")) {
      Expect.refused("title", () -> conversations.open(provider.id(), invalid));
      Expect.refused(
          "metadata",
          () -> conversations.open(provider.id(), "x", new Json("{\"a\": \"" + invalid + "\"}")));
      Conversation opened = conversations.open(provider.id(), "x");
      Expect.refused("title", () -> conversations.update(opened.withTitle(invalid)));
      assertThat(conversations.search(invalid, PageRequest.first(9)).items()).isEmpty();
    }
  }

  @Test
  void metadataIsAJsonObject() {
    Expect.refused(
        "conversations_metadata_check",
        () -> conversations.open(provider.id(), "x", new Json("[]")));
    Expect.refused("", () -> conversations.open(provider.id(), "x", new Json("{")));
  }

  @Test
  void itIsOpenedWithAnAccessibleProviderAndStaysWhenAccessEnds() {
    User admin = platform.admin();
    Provider given = platform.organization(admin);
    Expect.denied(() -> conversations.open(given.id(), "too early"));
    platform.distribute(admin, given, user);
    Conversation opened = conversations.open(given.id(), "in time");
    platform.as(admin).distributions().revoke(given.id(), List.of(user.id()));
    Expect.denied(() -> conversations.open(given.id(), "too late"));
    Expect.denied(() -> conversations.open(NEVER, "never"));
    assertThat(conversations.get(opened.id())).isEqualTo(opened);
    assertThat(conversations.update(opened.withTitle("still mine")).title())
        .isEqualTo("still mine");
  }

  @Test
  void titleAndMetadataChangeAndNothingElse() {
    Conversation opened = conversations.open(provider.id(), "before");
    Conversation renamed = conversations.update(opened.withTitle("after"));
    assertThat(renamed.title()).isEqualTo("after");
    assertThat(renamed.updatedAt()).isAfter(opened.updatedAt());
    assertThat(renamed)
        .usingRecursiveComparison()
        .ignoringFields("title", "updatedAt")
        .isEqualTo(opened);
    Expect.refused("conversations_title_check", () -> conversations.update(renamed.withTitle(" ")));
    Expect.refused("", () -> conversations.update(renamed.withTitle("x".repeat(201))));
    Expect.refused(
        "conversations_metadata_check",
        () -> conversations.update(renamed.withMetadata(new Json("[]"))));
    assertThat(conversations.get(opened.id())).isEqualTo(renamed);
    Json pinned = new Json("{\"pinned\": true}");
    Conversation kept = conversations.update(renamed.withMetadata(pinned));
    assertThat(kept.metadata()).isEqualTo(pinned);
    assertThat(kept.title()).isEqualTo("after");
  }

  @Test
  void oneOfEightConcurrentEditsOfOneReadingSucceeds() throws Exception {
    Conversation read = conversations.open(provider.id(), "read");
    Conversation edited =
        ConcurrentEdits.oneSucceeds(
            "conversation", read.id(), i -> conversations.update(read.withTitle("edit " + i)));
    assertThat(conversations.get(read.id())).isEqualTo(edited);
  }

  @Test
  void aChangeOfWhatWasChangedSinceItWasReadIsRefusedAndChangesNothing() {
    Conversation read = conversations.open(provider.id(), "read");
    Conversation changed = conversations.update(read.withTitle("first"));
    Expect.changedSince(
        "conversation", read.id(), () -> conversations.update(read.withTitle("second")));
    assertThat(conversations.get(read.id())).isEqualTo(changed);
  }

  @Test
  void itIsDeletedWithItsMessagesAndItsUsageStays() {
    Conversation opened = conversations.open(provider.id(), "gone soon");
    platform.as(user).messages().append(opened.id(), NewMessage.of(MessageRole.USER, "unheard"));
    platform.as(user).usage().record(NewUsage.of(opened, 7, java.math.BigDecimal.ONE));
    conversations.delete(opened.id());
    assertThat(conversations.find(opened.id())).isEmpty();
    assertThat(platform.as(user).messages().listOldestFirst(opened.id(), PAGE).items()).isEmpty();
    assertThat(platform.query("select 1 from lyss_platform.messages where content = 'unheard'"))
        .isEmpty();
    assertThat(
            platform.query(
                "select sum(tokens_used) from lyss_platform.usage_statistics where user_id = "
                    + user.id()))
        .containsExactly("7");
    Expect.notFound("conversation", opened.id(), () -> conversations.delete(opened.id()));
  }

  /** Nor may system work, or any other role with the right. */
  @Test
  void whomALegalHoldKeepsDeletesNone() {
    User held = platform.user();
    Conversation opened = platform.conversation(held);
    PersonalDataDao persons = platform.system().personalData();
    persons.hold(held.id(), "case 12");
    Expect.refused("legal_hold", () -> platform.as(held).conversations().delete(opened.id()));
    assertThat(platform.as(held).conversations().get(opened.id())).isEqualTo(opened);
    persons.endHold(held.id());
    platform.as(held).conversations().delete(opened.id());
  }

  @Test
  void aConversationThatDoesNotExistIsNotFound() {
    assertThat(conversations.find(NEVER)).isEmpty();
    assertThat(conversations.find(Long.MAX_VALUE)).isEmpty();
    Expect.notFound("conversation", NEVER, () -> conversations.get(NEVER));
    Conversation others = platform.conversation(platform.user());
    Expect.notFound("conversation", others.id(), () -> conversations.update(others));
    Expect.notFound("conversation", NEVER, () -> conversations.delete(NEVER));
  }

  @Test
  void inASystemScopeEveryCallIsRefused() {
    ConversationDao system = platform.system().conversations();
    Expect.needsUser(() -> system.open(provider.id(), "x"));
    Expect.needsUser(() -> system.find(1));
    Expect.needsUser(() -> system.get(1));
    Expect.needsUser(() -> system.update(conversations.open(provider.id(), "x")));
    Expect.needsUser(() -> system.delete(1));
    Expect.needsUser(() -> system.list(PAGE));
    Expect.needsUser(() -> system.search("x", PAGE));
  }

  @Test
  void aSearchFindsTitlesThatHaveEveryWord() {
    User searcher = platform.user();
    int own = platform.personal(searcher).id();
    ConversationDao dao = platform.as(searcher).conversations();
    Conversation english = dao.open(own, "Booking flights to Tokyo");
    Conversation chinese = dao.open(own, "明天的天气预报");
    assertThat(dao.search("booked flight", PAGE).items()).containsExactly(english);
    assertThat(dao.search("tokyo FLIGHTS", PAGE).items()).containsExactly(english);
    assertThat(dao.search("flight hotel", PAGE).items()).isEmpty();
    assertThat(dao.search("天气", PAGE).items()).containsExactly(chinese);
    assertThat(dao.search("气", PAGE).items()).containsExactly(chinese);
    assertThat(dao.search("报预", PAGE).items()).isEmpty();
    for (String nothing : List.of("", " ", "the", "?!'&|<->:*\\")) {
      assertThat(dao.search(nothing, PAGE).items()).isEmpty();
    }
  }

  @Test
  void listAndSearchGoFromNewToOldAndCoverAllOnceWhileConversationsComeIn() {
    User owner = platform.user();
    int own = platform.personal(owner).id();
    ConversationDao dao = platform.as(owner).conversations();
    for (int i = 0; i < 9; i++) {
      dao.open(own, "topic " + i);
    }
    // Three have the same created_at: only their ids order them.
    platform
        .as(owner)
        .useTransaction(
            session -> {
              for (int i = 0; i < 3; i++) {
                session.conversations().open(own, "topic");
              }
            });
    Comparator<Conversation> order =
        Comparator.comparing(Conversation::createdAt).thenComparing(Conversation::id).reversed();
    for (int size : List.of(1, 2, 5, 1000)) {
      List<Conversation> before = dao.list(PageRequest.first(1000)).items();
      List<Conversation> expected = new ArrayList<>(before);
      expected.sort(order);
      Runnable comeIn = () -> dao.open(own, "topic of late");
      assertThat(Paging.all(size, dao::list, comeIn)).isEqualTo(expected);
      before = dao.list(PageRequest.first(1000)).items();
      assertThat(Paging.all(size, page -> dao.search("topic", page), comeIn)).isEqualTo(before);
    }
  }
}

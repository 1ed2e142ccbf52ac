package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What users of other stores of conversations have reported as lost or mixed up. */
class ReportedFaultsTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final Instant THEN = Instant.parse("2024-02-29T12:00:00Z");

  private final User user = platform.user();
  private final int provider = platform.personal(user).id();
  private final ConversationDao conversations = platform.as(user).conversations();
  private final MessageDao messages = platform.as(user).messages();

  private static NewMessage said(String text) {
    return NewMessage.of(MessageRole.USER, text);
  }

  private Conversation imported(String title, Instant time, List<String> texts) {
    return conversations.importMessages(
        NewConversation.of(provider, title).withIdempotencyKey(Ids.next()),
        texts.stream().map(text -> new ImportedMessage(said(text), time)).toList());
  }

  private static List<String> texts(List<Message> listed) {
    return listed.stream().map(Message::content).toList();
  }

  /** A page that ended among messages of one time was followed by the messages of another time. */
  @Test
  void pagesMissNothingOfManyMessagesOfOneTime() {
    List<String> order = IntStream.range(0, 25).mapToObj(i -> "quandong " + i).toList();
    long id = imported("of one time", THEN, order).id();
    assertThat(texts(Paging.all(2, page -> messages.listOldestFirst(id, page)))).isEqualTo(order);
    List<String> turned = new ArrayList<>(order);
    Collections.reverse(turned);
    assertThat(texts(Paging.all(2, page -> messages.listNewestFirst(id, page)))).isEqualTo(turned);
    assertThat(texts(Paging.all(2, page -> messages.search("quandong", page))))
        .containsExactlyInAnyOrderElementsOf(order);
  }

  /** Renaming an old conversation, or importing one, put it before those of today. */
  @Test
  void onlyAMessageOfNowMovesAConversationToTheFront() {
    Conversation older = conversations.open(provider, "older");
    messages.append(older.id(), said("earlier"));
    Conversation newer = conversations.open(provider, "newer");
    messages.append(newer.id(), said("later"));
    conversations.update(conversations.get(older.id()).withTitle("renamed"));
    conversations.update(
        conversations.get(older.id()).withMetadata(new Json("{\"pinned\": true}")));
    imported("of 2021", Instant.parse("2021-05-01T00:00:00Z"), List.of("old"));
    imported("of 2023", Instant.parse("2023-05-01T00:00:00Z"), List.of("old"));
    assertThat(titles("newer", "renamed", "of 2023", "of 2021"))
        .containsExactly("newer", "renamed", "of 2023", "of 2021");
    messages.append(older.id(), said("and now"));
    assertThat(titles("newer", "renamed")).containsExactly("renamed", "newer");
  }

  private List<String> titles(String... wanted) {
    return conversations.listByActivity(PAGE).items().stream()
        .map(Conversation::title)
        .filter(List.of(wanted)::contains)
        .toList();
  }

  /** A title that a model made in the background replaced the one that the user had given. */
  @Test
  void aTitleThatComesLateDoesNotReplaceTheUsers() {
    Conversation read = conversations.open(provider, "New chat");
    messages.append(read.id(), said("q"));
    conversations.update(read.withTitle("My research"));
    messages.append(read.id(), said("another"));
    Expect.changedSince(
        "conversation",
        read.id(),
        () -> conversations.update(read.withTitle("A question and its answer")));
    assertThat(conversations.get(read.id()).title()).isEqualTo("My research");
  }
}

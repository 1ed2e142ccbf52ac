package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Json;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.testing.Paging;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What users of other stores of conversations have reported of the turn after the first: of
 * messages that are edited and answers that are given anew, of tools, ratings, summaries and pages.
 */
class TurnFaultsTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);

  private final Scope.TenantUser user = chat.user();
  private final ChatSession session = chat.as(user);
  private final MessageDao messages = session.messages();
  private final ConversationDao conversations = session.conversations();

  private UUID talk(NewMessage... said) {
    UUID id = chat.conversation(user).id();
    messages.append(id, List.of(said));
    return id;
  }

  private List<String> texts(UUID id) {
    return Paging.all(7, page -> messages.listOldestFirst(id, page)).stream()
        .map(Message::content)
        .toList();
  }

  /**
   * The first message could not be edited, or its edit was another conversation without a title.
   */
  @Test
  void theFirstMessageIsEditedLikeEachOther() {
    UUID id = talk(NewMessage.user("teh"), NewMessage.assistant("what?"));
    Conversation edited = conversations.fork(id, NewFork.before(1));
    messages.append(
        edited.id(), List.of(NewMessage.user("the"), NewMessage.assistant("an article")));
    assertThat(edited.title()).isEqualTo(conversations.get(id).title());
    assertThat(edited.forkedFrom()).contains(id);
    assertThat(texts(edited.id())).containsExactly("the", "an article");
    assertThat(texts(id)).containsExactly("teh", "what?");
  }

  /** From the seventeenth answer to a question on, the messages before it disappeared. */
  @Test
  void anAnswerIsGivenAnewAsOftenAsAnybodyLikes() {
    UUID id = talk(NewMessage.user("a joke"), NewMessage.assistant("0"));
    List<UUID> answers = new ArrayList<>();
    for (int again = 1; again <= 24; again++) {
      UUID from = again % 3 == 0 ? answers.get(again / 2) : id;
      UUID fork = conversations.fork(from, NewFork.before(2)).id();
      messages.append(fork, NewMessage.assistant("" + again));
      answers.add(fork);
    }
    for (int again = 1; again <= 24; again++) {
      assertThat(texts(answers.get(again - 1))).containsExactly("a joke", "" + again);
    }
  }

  /** The second conversation got the question of the first one. */
  @Test
  void anAnswerIsGivenAnewInItsOwnConversation() {
    UUID one = talk(NewMessage.user("one"), NewMessage.assistant("1"));
    UUID two = talk(NewMessage.user("two"), NewMessage.assistant("2"));
    UUID first = conversations.fork(one, NewFork.before(2)).id();
    UUID second = conversations.fork(two, NewFork.before(2)).id();
    messages.append(second, NewMessage.assistant("II"));
    messages.append(first, NewMessage.assistant("I"));
    assertThat(texts(first)).containsExactly("one", "I");
    assertThat(texts(second)).containsExactly("two", "II");
  }

  /**
   * Answers of tools that ran at once stood in another order in the next turn, so that nothing of
   * the request was in the provider's cache.
   */
  @Test
  void theContextOfATurnBeginsWithThatOfTheTurnBefore() {
    Json calls =
        new Json(
            "[{\"id\": \"a\", \"type\": \"function\"}, {\"id\": \"b\", \"type\": \"function\"}]");
    UUID id = talk(NewMessage.user("weather and news?"), NewMessage.toolCalls(calls));
    messages.append(id, NewMessage.tool("b", "news"));
    messages.append(id, NewMessage.tool("a", "weather"));
    List<Message> turn = messages.context(id, 100).messages();
    assertThat(turn)
        .extracting(Message::content)
        .containsExactly("weather and news?", "", "news", "weather");
    for (int next = 0; next < 3; next++) {
      messages.append(id, List.of(NewMessage.assistant("so"), NewMessage.user("and now?")));
      List<Message> after = messages.context(id, 100).messages();
      assertThat(after).startsWith(turn.toArray(Message[]::new)).hasSize(turn.size() + 2);
      turn = after;
    }
  }

  /** Of messages of one instant, a page that ended among them left out the rest. */
  @Test
  void pagesLeaveOutNoMessageOfAnInstant() {
    List<String> all = IntStream.rangeClosed(1, 45).mapToObj(n -> "m" + n).toList();
    UUID id = talk(all.stream().map(NewMessage::user).toArray(NewMessage[]::new));
    assertThat(Paging.all(20, page -> messages.listNewestFirst(id, page)))
        .extracting(Message::createdAt)
        .containsOnly(messages.listOldestFirst(id, PAGE).items().get(0).createdAt());
    assertThat(texts(id)).isEqualTo(all);
    assertThat(Paging.all(20, page -> messages.listNewestFirst(id, page)))
        .extracting(Message::content)
        .containsExactlyInAnyOrderElementsOf(all);
  }

  /** Messages that arrived between two pages moved the second one. */
  @Test
  void pagesStayInPlaceWhileSomebodyWrites() {
    UUID id =
        talk(
            IntStream.rangeClosed(1, 30)
                .mapToObj(n -> NewMessage.user("" + n))
                .toArray(NewMessage[]::new));
    List<Long> seen = new ArrayList<>();
    PageRequest request = PageRequest.first(8);
    while (true) {
      Page<Message> page = messages.listNewestFirst(id, request);
      page.items().forEach(message -> seen.add(message.sequence()));
      messages.append(id, List.of(NewMessage.user("meanwhile"), NewMessage.assistant("too")));
      if (page.next().isEmpty()) {
        break;
      }
      request = request.after(page.next().get());
    }
    assertThat(seen).isEqualTo(IntStream.rangeClosed(1, 30).mapToObj(n -> 31L - n).toList());
  }

  /** Whoever rated an answer again after the rating was removed got "not found". */
  @Test
  void anAnswerIsRatedAgainAfterItsRatingWasRemoved() {
    UUID id = talk(NewMessage.user("q"), NewMessage.assistant("a"));
    session.ratings().rate(id, 2, NewRating.of(-1));
    assertThat(session.ratings().remove(id, 2)).isTrue();
    assertThat(session.ratings().remove(id, 2)).isFalse();
    assertThat(session.ratings().rate(id, 2, NewRating.of(1)).value()).isEqualTo(1);
    assertThat(session.ratings().list(id, PAGE).items()).hasSize(1);
  }

  /** A rating of the former answer showed at the new one. */
  @Test
  void anAnswerThatIsGivenAnewHasNoRatingYet() {
    UUID id = talk(NewMessage.user("q"), NewMessage.assistant("a"));
    session.ratings().rate(id, 2, NewRating.of(-1));
    UUID anew = conversations.fork(id, NewFork.before(2)).id();
    messages.append(anew, NewMessage.assistant("b"));
    assertThat(session.ratings().find(anew, 2)).isEmpty();
    session.ratings().rate(anew, 2, NewRating.of(1));
    assertThat(session.ratings().find(id, 2)).map(Rating::value).contains(-1);
    assertThat(session.ratings().find(anew, 2)).map(Rating::value).contains(1);
  }

  /** Summaries piled up, one for each time; or what was summed up stood behind its summary, too. */
  @Test
  void aContextHasTheLatestSummaryAndOnlyWhatCameAfterIt() {
    UUID id = chat.conversation(user).id();
    for (int round = 1; round <= 4; round++) {
      messages.append(id, List.of(NewMessage.user("q" + round), NewMessage.assistant("a" + round)));
      Summary summary = session.summaries().add(id, NewSummary.auto("until a" + round, 2L * round));
      messages.append(id, List.of(NewMessage.user("p" + round)));
      messages.append(id, List.of(NewMessage.assistant("b" + round)));
      assertThat(messages.context(id, 100).summary()).contains(summary);
      long covered = 2L * round;
      assertThat(messages.context(id, 100).messages())
          .isNotEmpty()
          .allMatch(message -> message.sequence() > covered);
      assertThat(messages.context(id, 100)).isEqualTo(messages.context(id, 100));
    }
  }

  /** A temporary conversation could be opened by its address as long as others are kept. */
  @Test
  void nobodyOpensATemporaryConversationThatHasExpired() {
    UUID id =
        conversations
            .open(NewConversation.of("secret").expiringAt(Instant.now().plusSeconds(3600)))
            .id();
    messages.append(id, NewMessage.user("the wombat"));
    UUID kept = talk(NewMessage.user("the other wombat"));
    chat.moveClock(Duration.ofHours(2));
    assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> conversations.get(id));
    assertThat(messages.listNewestFirst(id, PAGE).items()).isEmpty();
    assertThat(messages.context(id, 10).messages()).isEmpty();
    assertThat(messages.search("wombat", PAGE).items())
        .extracting(FoundMessage::conversationId)
        .containsExactly(kept);
    assertThat(conversations.list(PAGE).items())
        .extracting(Conversation::id)
        .contains(kept)
        .doesNotContain(id);
  }
}

package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.Parallel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class RatingDaoTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(10);

  private final Scope.TenantUser user = chat.user();
  private final RatingDao ratings = chat.as(user).ratings();
  private final ConversationDao conversations = chat.as(user).conversations();

  private UUID open(Scope.TenantUser owner, String... models) {
    UUID id = chat.conversation(owner).id();
    for (String model : models) {
      chat.as(owner)
          .messages()
          .append(
              id,
              List.of(
                  NewMessage.user("question"),
                  NewMessage.assistant("answer").answeredBy(model, 5)));
    }
    return id;
  }

  @Test
  void aRatingIsStoredAsGivenAndReplacedByTheNext() {
    UUID id = open(user, "m1");
    Rating first = ratings.rate(id, 2, NewRating.of(-1).withComment("引用错了"));
    assertThat(first.sequence()).isEqualTo(2);
    assertThat(first.value()).isEqualTo(-1);
    assertThat(first.comment()).contains("引用错了");
    assertThat(first.modelUsed()).contains("m1");
    assertThat(ratings.find(id, 2)).contains(first);
    assertThat(ratings.find(id, 1)).isEmpty();
    Rating second = ratings.rate(id, 2, NewRating.of(1));
    assertThat(second.value()).isOne();
    assertThat(second.comment()).isEmpty();
    assertThat(second.createdAt()).isEqualTo(first.createdAt());
    assertThat(second.updatedAt()).isAfter(first.updatedAt());
    assertThat(ratings.list(id, PAGE).items()).containsExactly(second);
    assertThat(ratings.rate(id, 1, NewRating.of(5)).modelUsed()).isEmpty();
  }

  @Test
  void aConversationsRatingsAreListedInTheOrderOfItsMessages() {
    UUID id = open(user, "m", "m", "m", "m");
    for (long sequence : List.of(8L, 2L, 5L, 4L)) {
      ratings.rate(id, sequence, NewRating.of((int) sequence));
    }
    for (int size : List.of(1, 3, 100)) {
      assertThat(Paging.all(size, page -> ratings.list(id, page)))
          .extracting(Rating::value)
          .containsExactly(2, 4, 5, 8);
    }
    assertThat(ratings.remove(id, 4)).isTrue();
    assertThat(ratings.remove(id, 4)).isFalse();
    assertThat(ratings.list(id, PAGE).items()).extracting(Rating::value).containsExactly(2, 5, 8);
  }

  @Test
  void onlyAMessageThatExistsIsRated() {
    UUID id = open(user, "m");
    for (long sequence : List.of(0L, -1L, 3L, Long.MAX_VALUE, Long.MIN_VALUE)) {
      refused("conversations_message_count", "has no message " + sequence, id, sequence);
    }
    Expect.refused("message_ratings_value_check", () -> ratings.rate(id, 2, NewRating.of(101)));
    Expect.refused(
        "message_ratings_comment_check",
        () -> ratings.rate(id, 2, NewRating.of(1).withComment("\u3000")));
    Expect.notFound("conversation", NEVER, () -> ratings.rate(NEVER, 1, NewRating.of(1)));
    conversations.archive(id);
    Rating rating = ratings.rate(id, 2, NewRating.of(1));
    conversations.delete(id);
    refused("conversations_status", "is deleted: restore it", id, 2);
    assertThat(ratings.list(id, PAGE).items()).containsExactly(rating);
  }

  private void refused(String constraint, String message, UUID id, long sequence) {
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> ratings.rate(id, sequence, NewRating.of(1)))
        .withMessageContaining("conversation " + id + " " + message)
        .satisfies(e -> assertThat(e.constraint()).isEqualTo(constraint));
  }

  @Test
  void ratingsAreCountedByModel() {
    Scope.TenantUser one = chat.user();
    Scope.TenantUser other = chat.beside(one);
    UUID first = open(one, "m1", "m2", "m2");
    UUID second = open(other, "m2");
    chat.as(one).ratings().rate(first, 1, NewRating.of(-1));
    chat.as(one).ratings().rate(first, 2, NewRating.of(1));
    chat.as(one).ratings().rate(first, 4, NewRating.of(1));
    Instant until = chat.as(one).ratings().rate(first, 6, NewRating.of(1)).updatedAt();
    chat.as(other).ratings().rate(second, 2, NewRating.of(1));
    chat.as(other).ratings().rate(second, 2, NewRating.of(-1));
    assertThat(chat.system().maintenance().ratingCounts(one.tenantId(), Instant.EPOCH, Instant.MAX))
        .containsExactly(
            count(null, -1, 1), count("m1", 1, 1), count("m2", 1, 2), count("m2", -1, 1));
    assertThat(chat.system().maintenance().ratingCounts(one.tenantId(), Instant.EPOCH, until))
        .containsExactly(count(null, -1, 1), count("m1", 1, 1), count("m2", 1, 1));
  }

  private static RatingCount count(String model, int value, long ratings) {
    return new RatingCount(Optional.ofNullable(model), value, ratings);
  }

  @Test
  void ratingsGoWithTheirPerson() {
    Scope.TenantUser leaving = chat.user();
    UUID id = open(leaving, "m");
    chat.as(leaving).ratings().rate(id, 2, NewRating.of(1).withComment("mine"));
    chat.system().personalData().erase(leaving.tenantId(), leaving.userId(), 1000);
    assertThat(
            chat.query(
                "select 1 from lyss_chat.message_ratings where user_id = '"
                    + leaving.userId()
                    + "'"))
        .isEmpty();
  }

  @Test
  void onePersonHasOneRatingOfAMessageHoweverOftenTheyRateAtOnce() throws Exception {
    UUID id = open(user, "m");
    List<Callable<Rating>> calls =
        List.of(1, 2, 3, 4, 5, 6).stream()
            .<Callable<Rating>>map(value -> () -> ratings.rate(id, 2, NewRating.of(value)))
            .toList();
    List<Rating> answers = Parallel.run(calls);
    assertThat(ratings.list(id, PAGE).items()).hasSize(1).isSubsetOf(answers);
  }

  @Test
  void nobodyRatesForAnother() {
    UUID id = open(user, "m");
    ratings.rate(id, 2, NewRating.of(1));
    for (Scope.TenantUser stranger : chat.strangers(user)) {
      RatingDao theirs = chat.as(stranger).ratings();
      Expect.notFound("conversation", id, () -> theirs.rate(id, 2, NewRating.of(-1)));
      assertThat(theirs.find(id, 2)).isEmpty();
      assertThat(theirs.list(id, PAGE).items()).isEmpty();
      assertThat(theirs.remove(id, 2)).isFalse();
    }
    assertThat(ratings.find(id, 2)).hasValueSatisfying(r -> assertThat(r.value()).isOne());
    Expect.needsUser(() -> chat.system().ratings());
    Expect.needsUser(() -> chat.service().asAdministrator(Ids.next(), "test").ratings());
  }
}

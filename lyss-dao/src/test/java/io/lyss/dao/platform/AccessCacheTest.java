package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lyss.dao.FinishedCall;
import io.lyss.dao.Freshness;
import io.lyss.dao.testing.MapCache;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cache answers what the database would answer now, or would have answered a moment ago. */
class AccessCacheTest extends AccessCacheFixture {

  @Test
  void anAnswerIsKept() {
    Platform host = host(cache, LONG);
    for (int i = 0; i < 100; i++) {
      assertThat(may(host, user, provider)).isTrue();
    }
    assertThat(asked)
        .extracting(FinishedCall::name)
        .containsExactly("ProviderDao.canUserAccessProvider");
  }

  @Test
  void anAnswerThatEndsInCenturiesIsKept() {
    platform
        .database()
        .execute(
            "update lyss_platform.provider_distributions set valid_until = '9999-12-31Z'"
                + " where user_id = "
                + user.id());
    Platform host = host(MapCache.ofTexts(), LONG);
    for (int i = 0; i < 10; i++) {
      assertThat(may(host, user, provider)).isTrue();
    }
    assertThat(asked).hasSize(1);
  }

  @Test
  void aRefusalIsKeptToo() {
    revoke();
    Platform host = host(cache, LONG);
    for (int i = 0; i < 100; i++) {
      assertThat(may(host, user, provider)).isFalse();
    }
    assertThat(asked).hasSize(1);
  }

  @Test
  void noAnswerIsLaterThanItMayBe() {
    Platform host = host(cache, SHORT);
    assertThat(may(host, user, provider)).isTrue();
    revoke();
    sleep();
    assertThat(may(host, user, provider)).isFalse();
    platform.distribute(admin, provider, user);
    sleep();
    assertThat(may(host, user, provider)).isTrue();
  }

  /** Until then the host cannot know of it, and serves the earlier answer. */
  @Test
  void theNextQuestionToTheDatabaseReturnsWhatHasChanged() {
    Platform host = host(cache, LONG);
    User other = platform.user();
    assertThat(may(host, user, provider)).isTrue();
    revoke();
    assertThat(may(host, user, provider)).as("a minute is not over").isTrue();
    assertThat(may(host, other, provider)).as("goes to the database").isFalse();
    assertThat(may(host, user, provider)).isFalse();
    assertThat(asked).hasSize(3);
  }

  @Test
  void aChangeEndsTheAnswersAboutItsUserAndProvider() {
    Platform host = host(cache, LONG);
    User other = platform.user();
    platform.distribute(admin, provider, other);
    assertThat(may(host, user, provider)).isTrue();
    assertThat(may(host, other, provider)).isTrue();
    revoke();
    assertThat(may(host, user, platform.organization(admin))).as("is told of it").isFalse();
    asked.clear();
    assertThat(may(host, other, provider)).isTrue();
    assertThat(asked).isEmpty();
    platform.system().providers().deactivate(provider.id());
    assertThat(may(host, user, platform.organization(admin))).as("is told of it").isFalse();
    assertThat(may(host, other, provider)).isFalse();
  }

  @Test
  void anAnswerEndsWhenTheDistributionEndsByItself() {
    Instant now = Instant.parse("2090-01-01T00:00:00Z");
    platform.stopClock(now);
    platform
        .database()
        .execute(
            "update lyss_platform.provider_distributions set valid_until = '2090-01-02Z' where"
                + " user_id = "
                + user.id());
    Platform host = host(cache, LONG);
    assertThat(may(host, user, provider)).isTrue();
    assertThat(may(host, user, provider)).isTrue();
    assertThat(asked).hasSize(1);
    platform.stopClock(now.plus(Duration.ofDays(1)));
    assertThat(may(host, platform.user(), provider)).as("tells what time it is").isFalse();
    assertThat(may(host, user, provider)).isFalse();
  }

  /** Its age is measured as time elapsed since the answer, and not by the clock of a server. */
  @Test
  void anAnswerExpiresThoughTheClockOfTheDatabaseStandsStill() {
    Instant now = Instant.parse("2090-01-01T00:00:00Z");
    platform.stopClock(now);
    platform
        .database()
        .execute(
            "update lyss_platform.provider_distributions set valid_until = '2090-01-01T00:00:00.003Z'"
                + " where user_id = "
                + user.id());
    Platform host = host(cache, LONG);
    assertThat(may(host, user, provider)).isTrue();
    sleep();
    assertThat(may(host, user, provider)).as("its clock stands still").isTrue();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aSessionSeesWhatItHasWritten() {
    Platform host = host(cache, LONG);
    Provider own = platform.personal(user);
    assertThat(may(host, user, own)).isTrue();
    PlatformSession session = host.asUser(user.id());
    assertThat(session.providers().canUserAccessProvider(user.id(), own.id())).isTrue();
    session.providers().deactivate(own.id());
    assertThat(session.providers().canUserAccessProvider(user.id(), own.id())).isFalse();
    assertThat(may(host, user, own)).as("the host has heard of it").isFalse();
  }

  @Test
  void aSessionThatReadsThePrimaryGetsNoOlderAnswer() {
    Platform host = host(cache, LONG);
    assertThat(may(host, user, provider)).isTrue();
    revoke();
    assertThat(
            host.asUser(user.id())
                .readingAtLeast(Freshness.PRIMARY)
                .providers()
                .canUserAccessProvider(user.id(), provider.id()))
        .isFalse();
  }

  @Test
  void aTransactionAsksTheDatabase() throws SQLException {
    Platform host = host(cache, LONG);
    assertThat(may(host, user, provider)).isTrue();
    revoke();
    PlatformSession session = host.asUser(user.id());
    assertThat(
            session.<Boolean, RuntimeException>inTransaction(
                inner -> inner.providers().canUserAccessProvider(user.id(), provider.id())))
        .isFalse();
    try (Connection connection = platform.pool().getConnection()) {
      connection.setAutoCommit(false);
      assertThat(
              session
                  .joining(connection)
                  .providers()
                  .canUserAccessProvider(user.id(), provider.id()))
          .isFalse();
      connection.rollback();
    }
  }

  /** It depends on what the transaction has written, which may be rolled back. */
  @Test
  void noAnswerOfATransactionIsKept() {
    Platform host = host(cache, LONG);
    host.asUser(user.id())
        .useTransaction(
            session -> {
              session.providers().createPersonal(platform.newProvider());
              session.providers().canUserAccessProvider(user.id(), provider.id());
            });
    assertThat(cache.entries()).isEmpty();
  }

  @Test
  void onlyWhatUsersAskAboutThemselvesIsKept() {
    Platform host = host(cache, LONG);
    for (int i = 0; i < 2; i++) {
      assertThat(
              host.asUser(admin.id()).providers().canUserAccessProvider(user.id(), provider.id()))
          .isTrue();
      assertThat(host.asSystem("test").providers().canUserAccessProvider(user.id(), provider.id()))
          .isTrue();
    }
    assertThat(asked).hasSize(4);
    assertThat(cache.entries()).isEmpty();
  }

  @Test
  void anInactiveUserIsAskedAboutEachTime() {
    platform.system().users().deactivate(user.id());
    Platform host = host(cache, LONG);
    assertThat(may(host, user, provider)).isFalse();
    assertThat(cache.entries()).isEmpty();
    platform.system().users().activate(user.id());
    assertThat(may(host, user, provider)).isTrue();
  }

  @Test
  void answersMayBeLateByMoreThanZeroAndAtMostAMinute() {
    for (Duration wrong :
        List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofMinutes(1).plusNanos(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> platform.platform().cache(cache, wrong))
          .withMessageContaining("longest");
    }
  }
}

package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.Hidden;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class UsageIsolationTest extends PlatformTest {

  private static final long NONE = NEVER;

  private final User user = platform.user();
  private final User stranger = platform.user();
  private final Conversation conversation = platform.conversation(user);
  private final Hidden<PlatformSession> hidden =
      new Hidden<>(platform.as(user), platform.as(stranger));

  private static Object record(
      PlatformSession session, int user, int provider, OptionalLong conversation) {
    NewUsage usage = NewUsage.of(user, provider, 1, BigDecimal.ONE);
    session
        .usage()
        .record(
            conversation.isPresent() ? usage.withConversation(conversation.getAsLong()) : usage);
    return "recorded";
  }

  @Test
  void nothingIsRecordedForAnotherOrOfTheirs() {
    Provider own = platform.personal(stranger);
    hidden.by(
        user.id(),
        NEVER,
        (session, key) -> record(session, key, conversation.providerId(), OptionalLong.empty()));
    hidden.by(
        conversation.providerId(),
        NEVER,
        (session, key) ->
            record(
                session,
                ((io.lyss.dao.Scope.PlatformUser) session.scope()).userId(),
                key,
                OptionalLong.empty()));
    // With their own provider, in a conversation of another user.
    assertThat(refusal(own, conversation.id())).isEqualTo(refusal(own, NONE));
    assertThat(platform.as(stranger).usage().daily(user.id(), LocalDate.MIN, LocalDate.MAX))
        .isEmpty();
  }

  private String refusal(Provider provider, long conversation) {
    try {
      return record(
              platform.as(stranger), stranger.id(), provider.id(), OptionalLong.of(conversation))
          .toString();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }
}

package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.Expect;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaintenanceDaoTest extends PlatformTest {

  private final MaintenanceDao maintenance = platform.system().maintenance();

  @Test
  void aRefreshReturnsItsTime() {
    Instant before = Instant.now();
    assertThat(maintenance.refreshDailyUsage())
        .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
  }

  @Test
  void conversationsWithoutAMessageAreDeletedOnceTheyAreOldEnough() {
    User user = platform.user();
    // the older one
    Conversation spoken = platform.conversation(user);
    platform.as(user).messages().append(spoken.id(), NewMessage.of(MessageRole.USER, "hello"));
    Conversation empty = platform.conversation(user);
    Duration hour = Duration.ofHours(1);
    platform.stopClock(empty.createdAt().plus(hour));
    assertThat(maintenance.deleteEmptyConversations(hour)).isZero();
    assertThat(platform.as(user).conversations().find(empty.id())).isPresent();
    platform.moveClock(Duration.of(1, ChronoUnit.MICROS));
    PersonalDataDao persons = platform.system().personalData();
    persons.hold(user.id(), "case 12");
    assertThat(maintenance.deleteEmptyConversations(hour)).isZero();
    persons.endHold(user.id());
    assertThat(maintenance.deleteEmptyConversations(hour)).isOne();
    assertThat(platform.as(user).conversations().find(empty.id())).isEmpty();
    assertThat(platform.as(user).conversations().find(spoken.id())).isPresent();
    assertThat(maintenance.deleteEmptyConversations(hour)).isZero();
  }

  @Test
  void anErasedUserIsNoLongerFound() {
    User user = platform.user();
    Conversation conversation = platform.conversation(user);
    platform.conversation(user);
    PersonalDataDao personal = platform.system().personalData();
    assertThat(personal.erase(user.id(), 100).counts().text()).contains("\"conversations\": 2");
    User erased = platform.system().users().get(user.id());
    assertThat(erased.active()).isFalse();
    assertThat(erased.username()).isNotEqualTo(user.username());
    assertThat(platform.system().users().findByEmail(user.email())).isEmpty();
    assertThat(platform.as(user).conversations().find(conversation.id())).isEmpty();
    assertThat(platform.system().providers().get(conversation.providerId()).active()).isFalse();
    assertThat(platform.system().providers().apiKey(conversation.providerId()))
        .isNotEqualTo(TestPlatform.KEY);
    assertThat(personal.erase(user.id(), 100).counts().text()).doesNotContain("conversations");
    Expect.notFound("user", NEVER, () -> personal.erase(NEVER, 100));
  }

  @Test
  void aUserMayDoNoMaintenance() {
    User user = platform.user();
    for (User somebody : List.of(user, platform.admin())) {
      MaintenanceDao dao = platform.as(somebody).maintenance();
      Expect.denied(dao::refreshDailyUsage);
      Expect.denied(() -> dao.deleteEmptyConversations(Duration.ZERO));
      Expect.denied(() -> platform.as(somebody).personalData().erase(user.id(), 5));
    }
  }
}

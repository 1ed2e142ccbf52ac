package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MaintenanceDaoTest extends PlatformTest {

  private final MaintenanceDao maintenance = platform.system().maintenance();
  private final YearMonth now = YearMonth.now(ZoneOffset.UTC);

  private static String partition(PartitionedTable table, YearMonth month) {
    return "lyss_platform."
        + table.name().toLowerCase(Locale.ROOT)
        + "_"
        + month.toString().replace('-', '_');
  }

  private TableHealth health(String table) {
    return maintenance.tableHealth().stream()
        .filter(health -> health.table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  private boolean exists(PartitionedTable table, YearMonth month) {
    return platform
        .query("select to_regclass('" + partition(table, month) + "') is not null")
        .equals(List.of("t"));
  }

  @Test
  void partitionsAreMadeForTheMonthsAhead() {
    assertThat(exists(PartitionedTable.MESSAGES, now.plusMonths(6))).isFalse();
    maintenance.createPartitions(6);
    maintenance.createPartitions(6);
    maintenance.createPartitions(0);
    for (PartitionedTable table : PartitionedTable.values()) {
      assertThat(exists(table, now.minusMonths(1))).isTrue();
      assertThat(exists(table, now.plusMonths(6))).isTrue();
      assertThat(exists(table, now.plusMonths(7))).isFalse();
    }
  }

  @Test
  void aMonthWithoutAPartitionIsWrittenToAllTheSameAndMovedLater() {
    User user = platform.user();
    Conversation conversation = platform.conversation(user);
    MessageDao messages = platform.as(user).messages();
    platform.database().execute("drop table " + partition(PartitionedTable.MESSAGES, now));
    Message message = messages.append(conversation.id(), NewMessage.of(MessageRole.USER, "early"));
    Expect.notFound(
        "conversation",
        NEVER,
        () -> messages.append(NEVER, NewMessage.of(MessageRole.USER, "lost")));
    assertThat(health("messages").defaultPartitionBytes()).isPositive();
    maintenance.createPartitions(3);
    assertThat(messages.listOldestFirst(conversation.id(), PageRequest.first(10)).items())
        .containsExactly(message);
    assertThat(messages.search("early", PageRequest.first(10)).items()).containsExactly(message);
    assertThat(exists(PartitionedTable.MESSAGES, now)).isTrue();
    Message next = messages.append(conversation.id(), NewMessage.of(MessageRole.USER, "now"));
    assertThat(messages.listOldestFirst(conversation.id(), PageRequest.first(10)).items())
        .containsExactly(message, next);
  }

  @Test
  void expiredPartitionsAreShownAndThenDropped() {
    for (PartitionedTable table : PartitionedTable.values()) {
      for (int month = 5; month >= 2; month--) {
        platform
            .database()
            .execute(
                "select lyss_platform.create_monthly_partition('lyss_platform."
                    + table
                    + "', '"
                    + now.minusMonths(month).atDay(15)
                    + "')");
      }
      List<String> expected =
          List.of(partition(table, now.minusMonths(5)), partition(table, now.minusMonths(4)));
      assertThat(maintenance.expiredPartitions(table, 3)).isEqualTo(expected);
      assertThat(maintenance.dropExpiredPartitions(table, 3)).isEqualTo(expected);
      assertThat(maintenance.expiredPartitions(table, 3)).isEmpty();
      assertThat(maintenance.dropExpiredPartitions(table, 3)).isEmpty();
      assertThat(exists(table, now.minusMonths(4))).isFalse();
      assertThat(exists(table, now.minusMonths(3))).isTrue();
      Expect.refused("", () -> maintenance.dropExpiredPartitions(table, 0));
      Expect.refused("", () -> maintenance.dropExpiredPartitions(table, -1));
    }
  }

  @Test
  void aRefreshSaysAsOfWhen() {
    Instant before = Instant.now();
    assertThat(maintenance.refreshDailyUsage())
        .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
  }

  @Test
  void conversationsWithoutAMessageAreDeletedOnceTheyAreOldEnough() {
    User user = platform.user();
    Conversation empty = platform.conversation(user);
    Conversation spoken = platform.conversation(user);
    platform.as(user).messages().append(spoken.id(), NewMessage.of(MessageRole.USER, "hello"));
    assertThat(maintenance.deleteEmptyConversations(Duration.ofHours(1))).isZero();
    assertThat(platform.as(user).conversations().find(empty.id())).isPresent();
    assertThat(maintenance.deleteEmptyConversations(Duration.ZERO)).isPositive();
    assertThat(platform.as(user).conversations().find(empty.id())).isEmpty();
    assertThat(platform.as(user).conversations().find(spoken.id())).isPresent();
    assertThat(maintenance.deleteEmptyConversations(Duration.ZERO)).isZero();
  }

  @Test
  void anErasedUserIsNobodyAnyMore() {
    User user = platform.user();
    Conversation conversation = platform.conversation(user);
    platform.conversation(user);
    assertThat(maintenance.eraseUser(user.id())).isEqualTo(2);
    User erased = platform.system().users().get(user.id());
    assertThat(erased.active()).isFalse();
    assertThat(erased.username()).isNotEqualTo(user.username());
    assertThat(platform.system().users().findByEmail(user.email())).isEmpty();
    assertThat(platform.as(user).conversations().find(conversation.id())).isEmpty();
    assertThat(platform.system().providers().get(conversation.providerId()).active()).isFalse();
    assertThat(platform.system().providers().apiKey(conversation.providerId()))
        .isNotEqualTo(TestPlatform.KEY);
    assertThat(maintenance.eraseUser(user.id())).isZero();
    Expect.notFound("user", NEVER, () -> maintenance.eraseUser(NEVER));
  }

  @Test
  void tablesAreMeasuredWithTheirPartitions() {
    assertThat(maintenance.tableHealth())
        .extracting(TableHealth::table)
        .isSorted()
        .contains("users", "messages", "usage_statistics", "audit_logs");
    assertThat(health("users").partitions()).isZero();
    assertThat(health("users").totalBytes()).isPositive();
    assertThat(health("messages").partitions()).isGreaterThan(3);
  }

  @Test
  void noUserDoesAnyOfIt() {
    User user = platform.user();
    for (User somebody : List.of(user, platform.admin())) {
      MaintenanceDao dao = platform.as(somebody).maintenance();
      Expect.denied(() -> dao.createPartitions(1));
      Expect.denied(dao::refreshDailyUsage);
      Expect.denied(() -> dao.deleteEmptyConversations(Duration.ZERO));
      Expect.denied(() -> dao.eraseUser(user.id()));
      Expect.denied(dao::tableHealth);
      for (PartitionedTable table : PartitionedTable.values()) {
        Expect.denied(() -> dao.expiredPartitions(table, 1));
        Expect.denied(() -> dao.dropExpiredPartitions(table, 1));
      }
    }
  }
}

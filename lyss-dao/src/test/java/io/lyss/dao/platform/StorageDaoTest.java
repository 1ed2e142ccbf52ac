package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.session.SlowStatement;
import io.lyss.dao.session.StorageDao;
import io.lyss.dao.session.TableHealth;
import io.lyss.dao.testing.Expect;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageDaoTest extends PlatformTest {

  private static final List<String> TABLES = List.of("messages", "usage_statistics", "audit_logs");

  private final StorageDao storage = platform.system().storage();
  private final StorageDao owners =
      Platform.over(platform.database().dataSource()).asSystem("test").storage();
  private final YearMonth now = YearMonth.now(ZoneOffset.UTC);

  private static String partition(String table, YearMonth month) {
    return table + "_" + month.toString().replace('-', '_');
  }

  private TableHealth health(String table) {
    return storage.tableHealth().stream()
        .filter(health -> health.table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  private boolean exists(String table, YearMonth month) {
    return platform
        .query("select to_regclass('lyss_platform." + partition(table, month) + "') is not null")
        .equals(List.of("t"));
  }

  @Test
  void partitionsAreMadeForTheMonthsAhead() {
    assertThat(exists("messages", now.plusMonths(6))).isFalse();
    storage.createPartitions(6);
    storage.createPartitions(6);
    storage.createPartitions(0);
    for (String table : TABLES) {
      assertThat(exists(table, now.minusMonths(1))).isTrue();
      assertThat(exists(table, now.plusMonths(6))).isTrue();
      assertThat(exists(table, now.plusMonths(7))).isFalse();
    }
    for (int months : new int[] {-1, 121}) {
      assertThatExceptionOfType(ConstraintException.class)
          .isThrownBy(() -> storage.createPartitions(months))
          .withMessageContaining("months_ahead is " + months + ": it is from 0 to 120");
    }
  }

  @Test
  void rowsOfAMonthWithoutAPartitionAreAcceptedAndMovedLater() {
    User user = platform.user();
    Conversation conversation = platform.conversation(user);
    MessageDao messages = platform.as(user).messages();
    platform.database().execute("drop table lyss_platform." + partition("messages", now));
    Message message = messages.append(conversation.id(), NewMessage.of(MessageRole.USER, "early"));
    Expect.notFound(
        "conversation",
        NEVER,
        () -> messages.append(NEVER, NewMessage.of(MessageRole.USER, "lost")));
    assertThat(health("messages").defaultPartitionBytes()).isPositive();
    storage.createPartitions(3);
    assertThat(messages.listOldestFirst(conversation.id(), PageRequest.first(10)).items())
        .containsExactly(message);
    assertThat(messages.search("early", PageRequest.first(10)).items()).containsExactly(message);
    assertThat(exists("messages", now)).isTrue();
    Message next = messages.append(conversation.id(), NewMessage.of(MessageRole.USER, "now"));
    assertThat(messages.listOldestFirst(conversation.id(), PageRequest.first(10)).items())
        .containsExactly(message, next);
  }

  @Test
  void expiredPartitionsAreShownAndThenDropped() {
    for (String table : TABLES) {
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
      assertThat(storage.expiredPartitions(table, 3)).isEqualTo(expected);
      // what is younger than a year, the owner alone drops of the audit log
      StorageDao drops = table.equals("audit_logs") ? owners : storage;
      assertThat(drops.dropExpiredPartitions(table, 3)).isEqualTo(expected);
      assertThat(storage.expiredPartitions(table, 3)).isEmpty();
      assertThat(drops.dropExpiredPartitions(table, 3)).isEmpty();
      assertThat(exists(table, now.minusMonths(4))).isFalse();
      assertThat(exists(table, now.minusMonths(3))).isTrue();
      Expect.refused("", () -> storage.expiredPartitions(table, 0));
      Expect.refused("", () -> storage.dropExpiredPartitions(table, 0));
      Expect.refused("", () -> storage.dropExpiredPartitions(table, -1));
    }
  }

  @Test
  void tablesAreMeasuredWithTheirPartitions() {
    assertThat(storage.tableHealth())
        .extracting(TableHealth::table)
        .isSorted()
        .contains("users", "messages", "usage_statistics", "audit_logs");
    assertThat(health("users").partitions()).isZero();
    assertThat(health("users").totalBytes()).isPositive();
    assertThat(health("messages").partitions()).isGreaterThan(3);
  }

  @Test
  void indexesAreMeasuredAndTheOneThatCoversThemIsNamed() {
    platform.database().execute("create index a_twin on lyss_platform.messages (conversation_id)");
    try {
      assertThat(storage.indexHealth())
          .filteredOn(index -> index.coveredBy().isPresent())
          .singleElement()
          .satisfies(
              index -> {
                assertThat(index.table()).isEqualTo("messages");
                assertThat(index.index()).isEqualTo("a_twin");
                assertThat(index.unique()).isFalse();
                assertThat(index.partitions()).isGreaterThan(3);
                assertThat(index.totalBytes()).isPositive();
                assertThat(index.scans()).isZero();
                assertThat(index.lastScanAt()).isEmpty();
              });
    } finally {
      platform.database().execute("drop index lyss_platform.a_twin");
    }
  }

  @Test
  void bloatIsEstimatedOfTablesAndTheirIndexes() {
    platform.database().execute("analyze lyss_platform.users");
    assertThat(storage.estimatedBloat())
        .filteredOn(bloat -> bloat.table().equals("users"))
        .hasSizeGreaterThan(1)
        .allMatch(bloat -> bloat.bloatBytes() >= 0 && bloat.bloatBytes() <= bloat.totalBytes())
        .first()
        .satisfies(bloat -> assertThat(bloat.index()).isEmpty());
  }

  @Test
  void theSlowestStatementsAreReturnedWhereTheyAreCounted() {
    assertThatThrownBy(() -> storage.slowStatements(1))
        .isExactlyInstanceOf(DatabaseException.class)
        .hasMessageContaining("pg_stat_statements is not installed")
        .hasMessageContaining("shared_preload_libraries");
    ThrowawayDatabase database = platform.database();
    database.execute("create extension pg_stat_statements schema public");
    try {
      database.execute("grant pg_monitor to lyss_system");
      // servers of tests collect no statistics unless this is set
      database.execute(
          "set pg_stat_statements.track = 'top'; select pg_sleep(0.05), 'a statement that takes long'");
      assertThat(storage.slowStatements(1000))
          .isSortedAccordingTo(Comparator.comparing(SlowStatement::total).reversed())
          .filteredOn(statement -> statement.query().startsWith("select pg_sleep($1)"))
          .singleElement()
          .satisfies(
              statement -> {
                assertThat(statement.calls()).isEqualTo(1);
                assertThat(statement.rows()).isEqualTo(1);
                assertThat(statement.mean()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
                assertThat(statement.total()).isEqualTo(statement.mean());
              });
      assertThat(storage.slowStatements(1)).hasSize(1);
      assertThat(storage.slowStatements(0)).isEmpty();
      assertThatThrownBy(() -> storage.slowStatements(-1)).isInstanceOf(ConstraintException.class);
    } finally {
      database.execute("revoke pg_monitor from lyss_system; drop extension pg_stat_statements");
    }
  }

  @Test
  void membersOfPgMonitorReadWhatHoldsUpVacuum() throws SQLException {
    try (Connection old = platform.database().dataSource().getConnection();
        Statement statement = old.createStatement()) {
      old.setAutoCommit(false);
      statement.execute("select pg_current_xact_id()");
      platform.database().execute("grant pg_monitor to lyss_system");
      assertThat(storage.vacuumHolders())
          .anySatisfy(
              holder -> {
                assertThat(holder.holder()).isEqualTo("transaction");
                assertThat(holder.name()).endsWith("idle in transaction");
                assertThat(holder.since()).isPresent();
                assertThat(holder.transactions()).isNotNegative();
              });
    } finally {
      platform.database().execute("revoke pg_monitor from lyss_system");
    }
  }

  @Test
  void aTableThatIsNotPartitionedIsRefused() {
    for (String table : List.of("users", "nothing", "messages_default", "x\"; drop table users")) {
      assertThatExceptionOfType(ConstraintException.class)
          .isThrownBy(() -> storage.expiredPartitions(table, 1))
          .withMessageContaining("lyss_platform");
      assertThatExceptionOfType(ConstraintException.class)
          .isThrownBy(() -> storage.dropExpiredPartitions(table, 1));
    }
  }

  @Test
  void aUserMayNotManageStorage() {
    for (User somebody : List.of(platform.user(), platform.admin())) {
      StorageDao dao = platform.as(somebody).storage();
      Expect.denied(() -> dao.createPartitions(1));
      Expect.denied(dao::tableHealth);
      for (String table : TABLES) {
        Expect.denied(() -> dao.expiredPartitions(table, 1));
        Expect.denied(() -> dao.dropExpiredPartitions(table, 1));
      }
    }
  }
}

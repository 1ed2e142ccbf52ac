package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Json;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.NotMigratedException;
import io.lyss.dao.error.RetryableException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.error.UnavailableException;
import io.lyss.dao.testing.Parallel;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Failures of connections and locks, distinguished by what a caller can do. */
class FailureKindsTest extends PlatformTest {

  private final User user = platform.user();

  private HikariDataSource victim() {
    HikariConfig config = platform.config(1);
    config.addDataSourceProperty("ApplicationName", "victim");
    return new HikariDataSource(config);
  }

  private void kill() {
    platform.query(
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'victim'
        """);
  }

  @Test
  void aConnectionThatDiesInATransactionIsUnavailableAndThePoolRecovers() {
    try (HikariDataSource one = victim()) {
      PlatformSession session = Platform.over(one).asUser(user.id());
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(
              () ->
                  session.useTransaction(
                      inner -> {
                        inner.users().get(user.id());
                        kill();
                        inner.users().get(user.id());
                      }))
          .satisfies(e -> assertThat(e.sqlState()).matches("57P01|08..."));
      assertThat(session.users().find(user.id())).isPresent();
    }
  }

  @Test
  void aConnectionThatDiedIdleFailsOneCallAtMost() {
    try (HikariDataSource one = victim()) {
      PlatformSession session = Platform.over(one).asUser(user.id());
      session.users().get(user.id());
      kill();
      try {
        session.users().get(user.id());
      } catch (DatabaseException e) {
        assertThat(e.sqlState()).matches("57P01|08...");
      }
      assertThat(session.users().find(user.id())).isPresent();
    }
  }

  @Test
  void aServerThatIsNotReachedIsUnavailable() {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setUrl("jdbc:postgresql://localhost:1/nowhere");
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> Platform.over(nowhere).asUser(1).users().find(1))
        .satisfies(e -> assertThat(e.sqlState()).isEqualTo("08001"));
  }

  @Test
  void aLockThatIsNotFreeInTimeIsWorthAnotherTry() {
    HikariConfig config = platform.config(1);
    config.setConnectionInitSql("set lock_timeout = '50ms'");
    try (HikariDataSource impatient = new HikariDataSource(config)) {
      platform
          .system()
          .useTransaction(
              holder -> {
                holder.users().activate(user.id());
                assertThatExceptionOfType(RetryableException.class)
                    .isThrownBy(
                        () ->
                            Platform.over(impatient)
                                .asSystem("cannot wait")
                                .users()
                                .deactivate(user.id()))
                    .withMessageContaining("lock timeout");
              });
    }
    assertThat(platform.system().users().get(user.id()).active()).isTrue();
  }

  @Test
  void aPoolWithoutAConnectionLeftIsUnavailable() throws SQLException {
    HikariConfig config = platform.config(1);
    config.setConnectionTimeout(250);
    try (HikariDataSource one = new HikariDataSource(config);
        Connection taken = one.getConnection()) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> Platform.over(one).asUser(user.id()).users().get(user.id()))
          .satisfies(e -> assertThat(e.retryAfter()).isPositive());
      assertThat(taken.isValid(1)).isTrue();
    }
  }

  @Test
  void aServerThatOnlyReadsIsUnavailableToThoseWhoWrite() {
    HikariConfig config = platform.config(1);
    config.setConnectionInitSql("set default_transaction_read_only = on");
    try (HikariDataSource replica = new HikariDataSource(config)) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> Platform.over(replica).asSystem("x").users().deactivate(user.id()))
          .satisfies(e -> assertThat(e.sqlState()).isEqualTo("25006"));
    }
  }

  @Test
  void aSchemaThatIsNotThereIsNotMigrated() {
    assertThatExceptionOfType(NotMigratedException.class)
        .isThrownBy(() -> platform.platform().schema("nowhere").asUser(1).users().find(1))
        .withMessageContaining("There is no schema nowhere of LYSS");
  }

  @Test
  void aTransactionIsRepeatedAsAWholeAndNoMoreOftenThanGiven() {
    int[] attempts = new int[1];
    String name =
        platform
            .system()
            .inTransaction(
                3,
                session -> {
                  session.users().deactivate(user.id());
                  if (++attempts[0] < 3) {
                    throw new RetryableException("made up", null);
                  }
                  return session.users().activate(user.id()).username();
                });
    assertThat(name).isEqualTo(user.username());
    assertThat(attempts[0]).isEqualTo(3);
    assertThatExceptionOfType(RetryableException.class)
        .isThrownBy(
            () ->
                platform
                    .system()
                    .inTransaction(
                        2,
                        session -> {
                          attempts[0]++;
                          throw new RetryableException("made up", null);
                        }));
    assertThat(attempts[0]).isEqualTo(5);
  }

  @Test
  void valuesThatAreTooDeepAreRefusedAndMessagesAreShortHoweverLongTheInputIs() {
    Conversation chat = platform.conversation(user);
    Json deep = new Json("[".repeat(100_000) + "]".repeat(100_000));
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> platform.as(user).conversations().update(chat.withMetadata(deep)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_100));
    assertThat(new NotFoundException("setting", "x".repeat(10_000_000)).getMessage())
        .hasSizeLessThan(1_100);
  }

  /** What may go to a client. */
  @Test
  void noMessageForAClientNamesATable() {
    for (LyssException each :
        List.of(
            new NotFoundException("user", 7),
            new ConflictException("users users_name_key", "users_name_key", null),
            new ConstraintException("users users_name_check", "users_name_check", null),
            new ScopeDeniedException("permission denied for table users", null),
            new RetryableException("users", null),
            new DatabaseException("users", "XX000", null),
            new UnavailableException("users", "08001", null),
            new NotMigratedException("users", "42P01", null))) {
      assertThat(each.clientMessage()).isNotBlank().doesNotContain("users", "_", "7");
    }
  }

  @Test
  void oneOfTwoTransactionsInADeadlockIsRetryable() throws Exception {
    User first = platform.user();
    User second = platform.user();
    CyclicBarrier bothHoldOne = new CyclicBarrier(2);
    List<String> outcomes =
        Parallel.run(
            List.of(crossing(first, second, bothHoldOne), crossing(second, first, bothHoldOne)));
    assertThat(outcomes).containsExactlyInAnyOrder("done", "once more");
  }

  private Callable<String> crossing(User mine, User theirs, CyclicBarrier bothHoldOne) {
    return () -> {
      try {
        platform
            .system()
            .useTransaction(
                session -> {
                  session.users().deactivate(mine.id());
                  bothHoldOne.await(20, TimeUnit.SECONDS);
                  session.users().deactivate(theirs.id());
                });
        return "done";
      } catch (RetryableException e) {
        assertThat(e).hasMessageEndingWith("do the whole transaction once more");
        return "once more";
      }
    };
  }
}

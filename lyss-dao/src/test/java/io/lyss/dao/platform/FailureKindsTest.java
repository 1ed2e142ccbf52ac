package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.RetryableException;
import io.lyss.dao.testing.Parallel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Failures of connections and locks, told apart by what a caller can do. */
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
  void aConnectionThatDiesInATransactionIsADatabaseExceptionAndThePoolRecovers() {
    try (HikariDataSource one = victim()) {
      PlatformSession session = Platform.over(one).asUser(user.id());
      assertThatExceptionOfType(DatabaseException.class)
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
  void aServerThatIsNotReachedIsADatabaseException() {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setUrl("jdbc:postgresql://localhost:1/nowhere");
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> Platform.over(nowhere).asUser(1).users().find(1))
        .satisfies(e -> assertThat(e.sqlState()).isEqualTo("08001"));
  }

  @Test
  void aTimeLimitIsADatabaseException() {
    HikariConfig config = platform.config(1);
    config.setConnectionInitSql("set lock_timeout = '50ms'");
    try (HikariDataSource impatient = new HikariDataSource(config)) {
      platform
          .system()
          .useTransaction(
              holder -> {
                holder.users().activate(user.id());
                assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(
                        () ->
                            Platform.over(impatient)
                                .asSystem("cannot wait")
                                .users()
                                .deactivate(user.id()))
                    .satisfies(e -> assertThat(e.sqlState()).isEqualTo("55P03"));
              });
    }
    assertThat(platform.system().users().get(user.id()).active()).isTrue();
  }

  @Test
  void oneOfTwoInADeadlockIsToldToTryAgain() throws Exception {
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

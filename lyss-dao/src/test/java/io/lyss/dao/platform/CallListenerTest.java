package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.UnavailableException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a listener of a host receives. */
class CallListenerTest extends PlatformTest {

  private static final int OFTEN = 8;

  private final Log log = new Log();
  private final List<FinishedCall> heard = new ArrayList<>();
  private final Platform listened = platform.platform().listener(CallListener.atEnd(heard::add));

  @BeforeAll
  void openLog() {
    log.open();
  }

  @AfterAll
  void closeLog() {
    log.close();
  }

  @Test
  void aListenerReceivesNameRowsAndOutcomeOfEachCall() {
    User user = platform.user();
    platform.personal(user);
    Provider second = platform.personal(user);
    ProviderDao providers = listened.asUser(user.id()).providers();
    heard.clear();
    providers.canUserAccessProvider(user.id(), second.id());
    providers.list(PageRequest.first(10));
    providers.activate(second.id());
    providers.find(NEVER);
    assertThat(heard)
        .extracting(FinishedCall::name, FinishedCall::rows)
        .map(Object::toString)
        .containsExactly(
            "(\"ProviderDao.canUserAccessProvider\", 1)",
            "(\"ProviderDao.list\", 2)",
            "(\"ProviderDao.activate\", 1)",
            "(\"ProviderDao.find\", 0)");
    assertThat(heard)
        .allSatisfy(
            call -> {
              assertThat(call.database()).isEqualTo("platform");
              assertThat(call.outcome()).isEqualTo(FinishedCall.OK);
              assertThat(call.hasFailed()).isFalse();
              assertThat(call.duration()).isPositive();
            });
  }

  @Test
  void aListenerReceivesTheKindOfAFailure() {
    User user = platform.user();
    NewProvider twice = platform.newProvider();
    PlatformSession me = listened.asUser(user.id());
    me.providers().createPersonal(twice);
    heard.clear();
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> me.providers().createPersonal(twice));
    assertThat(heard)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.outcome()).isEqualTo("ConflictException");
              assertThat(call.hasFailed()).isTrue();
              assertThat(call.rows()).isZero();
              assertThat(call.toString()).doesNotContain(twice.name());
            });
    HikariDataSource closed = platform.pool(1);
    closed.close();
    heard.clear();
    PlatformSession nowhere =
        Platform.over(closed).listener(CallListener.atEnd(heard::add)).asUser(user.id());
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> nowhere.users().get(user.id()));
    assertThat(heard).extracting(FinishedCall::outcome).containsExactly("UnavailableException");
  }

  @Test
  void aListenerReceivesCallsInTransactionsToo() throws Exception {
    User user = platform.user();
    PlatformSession me = listened.asUser(user.id());
    heard.clear();
    me.useTransaction(tx -> tx.users().get(user.id()));
    try (Connection host = platform.pool().getConnection()) {
      host.setAutoCommit(false);
      me.joining(host).users().get(user.id());
      host.rollback();
    }
    listened.schema("lyss_platform").asUser(user.id()).users().get(user.id());
    assertThat(heard)
        .extracting(FinishedCall::name)
        .containsExactly("UserDao.find", "UserDao.find", "UserDao.find");
  }

  /** Because a listener may measure the time that another one takes. */
  @Test
  void theListenerThatBeganFirstReceivesTheEndLast() {
    User user = platform.user();
    List<String> order = new ArrayList<>();
    Platform both = platform.platform();
    for (String who : List.of("outer", "inner")) {
      both =
          both.listener(
              (name, database) -> {
                order.add(who + " begins " + name + " of " + database);
                return call -> order.add(who + " ends " + call.name());
              });
    }
    both.asUser(user.id()).users().find(user.id());
    assertThat(order)
        .containsExactly(
            "outer begins UserDao.find of platform",
            "inner begins UserDao.find of platform",
            "inner ends UserDao.find",
            "outer ends UserDao.find");
  }

  @Test
  void aListenerThatFailsHurtsNobody() {
    User user = platform.user();
    Platform failing =
        platform
            .platform()
            .listener(CallListener.atEnd(heard::add))
            .listener(
                (name, database) -> {
                  throw new IllegalStateException("at the beginning");
                })
            .listener((name, database) -> null)
            .listener(
                CallListener.atEnd(
                    call -> {
                      throw new AssertionError("at the end");
                    }));
    heard.clear();
    log.clear();
    PlatformSession me = failing.asUser(user.id());
    assertThat(me.users().find(user.id())).isPresent();
    assertThat(me.users().find(user.id())).isPresent();
    assertThat(heard).hasSize(2);
    assertThat(log.lines())
        .as("each once, whatever goes on")
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("at the beginning"),
            line -> assertThat(line).contains("begin() returns"),
            line -> assertThat(line).contains("at the end"));
  }

  @Test
  void slowCallsAreLogged() {
    User user = platform.user();
    log.clear();
    platform
        .platform()
        .listener(CallListener.slow(Duration.ZERO))
        .listener(CallListener.slow(Duration.ofHours(1)))
        .asUser(user.id())
        .users()
        .find(user.id());
    assertThat(log.lines())
        .singleElement()
        .asString()
        .matches("UserDao\\.find took \\d+ ms in the platform database: ok, rows: 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallListener.slow(Duration.ofMillis(-1)))
        .withMessageContaining("atLeast");
  }

  @Test
  void noListenerIsRefusedByName() {
    assertThatNullPointerException()
        .isThrownBy(() -> platform.platform().listener(null))
        .withMessage("listener");
    assertThatNullPointerException()
        .isThrownBy(() -> CallListener.atEnd(null))
        .withMessage("ended");
    assertThatNullPointerException()
        .isThrownBy(() -> CallListener.slow(null))
        .withMessage("atLeast");
  }

  /** The text of each statement on the server names the call that it belongs to. */
  @Test
  void thePreparedStatementOfACallNamesIt() throws Exception {
    User user = platform.user();
    try (HikariDataSource pool = platform.pool(1)) {
      Provider provider = platform.personal(user);
      ProviderDao providers = Platform.over(pool).asUser(user.id()).providers();
      for (int i = 0; i < OFTEN; i++) {
        providers.canUserAccessProvider(user.id(), provider.id());
      }
      try (Connection same = pool.getConnection();
          var statement = same.createStatement();
          var rows =
              statement.executeQuery(
                  "select statement from pg_prepared_statements where statement ~ 'lyss \\w+\\.'")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1))
            .contains("select /* lyss ProviderDao.canUserAccessProvider */ ");
        assertThat(rows.next()).as("another").isFalse();
      }
    }
  }

  /** The lines that LYSS logs. */
  private static final class Log extends Handler {
    private final Logger logger = Logger.getLogger("io.lyss.dao");
    private final List<LogRecord> records = new ArrayList<>();

    void open() {
      logger.addHandler(this);
      logger.setUseParentHandlers(false);
    }

    void clear() {
      records.clear();
    }

    List<String> lines() {
      return records.stream()
          .map(
              each ->
                  new SimpleFormatter().formatMessage(each)
                      + (each.getThrown() == null ? "" : ": " + each.getThrown().getMessage()))
          .toList();
    }

    @Override
    public void publish(LogRecord each) {
      records.add(each);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }
}

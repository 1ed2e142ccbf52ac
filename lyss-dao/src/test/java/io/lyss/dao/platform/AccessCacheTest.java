package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.AccessCache;
import io.lyss.dao.AccessCache.Entry;
import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Freshness;
import io.lyss.dao.HostDataSource;
import io.lyss.dao.error.UnavailableException;
import io.lyss.dao.testing.MapCache;
import io.lyss.schema.LyssDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A cache answers what the database would, or would have a moment ago; how late that may be is said
 * for each. What went to the database, a listener hears.
 */
class AccessCacheTest extends PlatformTest {

  /** As long as it may be: no test takes so long that it is over. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final Duration SHORT = Duration.ofMillis(1);

  private final User admin = platform.admin();
  private final List<FinishedCall> asked = new ArrayList<>();
  private User user;
  private Provider provider;
  private MapCache cache;

  @BeforeEach
  void give() {
    user = platform.user();
    provider = platform.organization(admin);
    platform.distribute(admin, provider, user);
    cache = MapCache.ofEntries();
    asked.clear();
  }

  /** A host: what it knows is its own, and the cache may be another's as well. */
  private Platform host(AccessCache shared, Duration longest) {
    return host(platform.pool(), shared, longest);
  }

  private Platform host(DataSource dataSource, AccessCache shared, Duration longest) {
    return Platform.over(dataSource)
        .cache(shared, longest)
        .listener(CallListener.atEnd(asked::add));
  }

  private static boolean may(Platform host, User user, Provider provider) {
    return host.asUser(user.id()).providers().canUserAccessProvider(user.id(), provider.id());
  }

  private void revoke() {
    platform.as(admin).distributions().revoke(provider.id(), List.of(user.id()));
  }

  private static void sleep() {
    sleep(SHORT.multipliedBy(5));
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

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

  /** Nothing tells the host before; it may be that late, and is. */
  @Test
  void theNextQuestionToTheDatabaseTellsWhatHasChanged() {
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
  void aChangeEndsTheAnswersThatItIsAbout() {
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
  void whatEndsByItselfEndsInTheCache() {
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

  /** It expires by the time since the answer of the database, and by no clock of a host. */
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

  /** What it has written is nobody else's yet, and may never be. */
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
  void twoHostsShareAnswers() {
    MapCache shared = MapCache.ofTexts();
    Platform one = host(shared, LONG);
    Platform two = host(shared, LONG);
    assertThat(may(two, platform.user(), provider)).as("so that it knows the time").isFalse();
    assertThat(may(one, user, provider)).isTrue();
    asked.clear();
    assertThat(may(two, user, provider)).isTrue();
    assertThat(asked).isEmpty();
  }

  /** It has been told of the change, and the answer is older. */
  @Test
  void whatOneHostKeepsIsNotServedByAnotherThatKnowsMore() {
    MapCache shared = MapCache.ofTexts();
    Platform one = host(shared, LONG);
    Platform two = host(shared, LONG);
    assertThat(may(one, user, provider)).isTrue();
    revoke();
    assertThat(may(two, platform.user(), provider)).as("begins after the change").isFalse();
    assertThat(may(one, user, provider)).as("knows nothing of it").isTrue();
    assertThat(may(two, user, provider)).isFalse();
    asked.clear();
    assertThat(may(one, user, provider)).as("a better answer than its own").isFalse();
    assertThat(asked).isEmpty();
  }

  /** A counter would take the later number for all that was before. */
  @Test
  void aChangeThatCommitsLateEndsWhatWasAskedMeanwhile() throws SQLException {
    Platform host = host(cache, LONG);
    User other = platform.user();
    platform.distribute(admin, provider, other);
    try (Connection late = platform.database().dataSource().getConnection();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("update lyss_platform.users set is_active = false where id = " + user.id());
      platform.system().users().deactivate(other.id());
      assertThat(may(host, other, provider)).isFalse();
      assertThat(may(host, user, provider)).isTrue();
      late.commit();
    }
    assertThat(may(host, platform.user(), provider)).as("tells of it").isFalse();
    assertThat(may(host, user, provider)).isFalse();
  }

  /** It was asked before a change, and is kept after others have heard of that. */
  @Test
  void anAnswerThatIsOlderThanWhatIsKnownIsNotKept() {
    Meanwhile meanwhile = new Meanwhile(platform.pool());
    Platform host = host(meanwhile, cache, LONG);
    User other = platform.user();
    assertThat(may(host, other, provider)).isFalse();
    meanwhile.work =
        () -> {
          revoke();
          assertThat(may(host, platform.user(), provider)).as("hears of it").isFalse();
        };
    assertThat(may(host, user, provider)).as("as it was when it was asked").isTrue();
    assertThat(cache.entries().keySet())
        .isNotEmpty()
        .noneMatch(key -> key.contains("/" + user.id() + "/"));
    assertThat(may(host, user, provider)).isFalse();
  }

  /** Once, what happens between the answer of the database and the caller's hearing of it. */
  private static final class Meanwhile extends DelegatingDataSource implements HostDataSource {
    private @Nullable Runnable work;

    Meanwhile(DataSource pool) {
      super(pool);
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      Runnable now = work;
      work = null;
      return now == null ? connection : Closing.then(connection, now);
    }

    @Override
    public boolean isInTransaction(Connection connection) {
      return false;
    }

    @Override
    public boolean mayBeInTransaction() {
      return false;
    }
  }

  /** Wraps a connection to do something as it is given back. */
  private static final class Closing {

    static Connection then(Connection connection, Runnable work) {
      return (Connection)
          Proxy.newProxyInstance(
              Closing.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                try {
                  return method.invoke(connection, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                } finally {
                  if (method.getName().equals("close")) {
                    work.run();
                  }
                }
              });
    }
  }

  @Test
  void aDatabaseThatCannotBeReachedAnswersNothingOnceWhatIsKnownIsOver() {
    HikariDataSource pool = platform.pool(1);
    Platform now = host(pool, cache, LONG);
    Platform soon = host(pool, MapCache.ofEntries(), SHORT);
    assertThat(may(now, user, provider)).isTrue();
    assertThat(may(soon, user, provider)).isTrue();
    pool.close();
    sleep();
    assertThat(may(now, user, provider)).isTrue();
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> may(soon, user, provider));
  }

  /** It found the answer in time, and then took longer than answers may be late. */
  @Test
  void whatACacheFindsTooLateIsNotServed() {
    Duration longest = Duration.ofMillis(200);
    AtomicBoolean found = new AtomicBoolean();
    AccessCache slow =
        new AccessCache() {
          @Override
          public Entry find(String key) {
            Entry entry = cache.find(key);
            if (entry != null) {
              found.set(true);
              revoke();
              sleep(longest.plusMillis(5));
            }
            return entry;
          }

          @Override
          public void keep(String key, Entry entry) {
            cache.keep(key, entry);
          }
        };
    Platform host = host(slow, longest);
    assertThat(may(host, user, provider)).isTrue();
    assertThat(may(host, user, provider)).isEqualTo(!found.get());
  }

  @Test
  void aCacheThatFailsIsNone() {
    AccessCache failing =
        new AccessCache() {
          @Override
          public Entry find(String key) {
            throw new IllegalStateException("down");
          }

          @Override
          public void keep(String key, Entry entry) {
            throw new IllegalStateException("down");
          }
        };
    Platform host = host(failing, LONG);
    for (int i = 0; i < 3; i++) {
      assertThat(may(host, user, provider)).isTrue();
    }
    assertThat(asked).hasSize(3);
  }

  /** Whatever lies under a key, it is an answer to that question or none. */
  @Test
  void whatIsNoAnswerToTheQuestionIsPassedOver() {
    MapCache shared = MapCache.ofTexts();
    Platform host = host(shared, LONG);
    User other = platform.user();
    assertThat(may(host, user, provider)).isTrue();
    assertThat(may(host, other, provider)).isFalse();
    Map<String, Entry> entries = shared.entries();
    String key = key(entries, other);
    String granted = entries.get(key(entries, user)).text();
    String denied = entries.get(key).text();
    String server = denied.split(" ")[3];
    List<String> others =
        List.of(
            "",
            " ",
            "granted",
            "\u0000\uffff",
            granted,
            denied.replace("lyss1 denied", "lyss0 granted"),
            denied.replace("lyss1 denied", "lyss1 perhaps"),
            denied.replace("lyss1 denied", "lyss1  granted"),
            denied.replace(" " + server + " ", " 1.2.3 ").replace("denied", "granted"),
            denied.replace("denied", "granted") + " more",
            denied.replace("denied", "granted").replaceAll(" (\\d+):(\\d+):", " 1:2:"),
            denied.replace("denied", "granted").replaceAll(" (\\d+):(\\d+):", " x:y:"),
            denied.replace("denied 9223372036854775807", "granted soon"),
            denied.replace("denied 9223372036854775807", "granted -1"),
            "lyss1 granted ".repeat(1000));
    for (String text : others) {
      entries.put(key, Entry.of(text));
      assertThat(may(host, other, provider)).as(text).isFalse();
    }
  }

  private static String key(Map<String, Entry> entries, User of) {
    return entries.keySet().stream()
        .filter(key -> key.contains("/" + of.id() + "/"))
        .findFirst()
        .orElseThrow();
  }

  /** Of the same names and the same ids, as it is a copy. */
  @Test
  void anotherDatabaseHasAnswersOfItsOwn() {
    try (TestPlatform another = new TestPlatform()) {
      User same = another.user();
      Provider own = another.personal(same);
      another.alsoHas(user);
      Platform host = host(cache, LONG);
      Platform other = host(another.pool(), cache, LONG);
      assertThat(may(host, user, provider)).isTrue();
      assertThat(may(other, user, provider)).isFalse();
      assertThat(may(other, same, own)).isTrue();
      assertThat(cache.entries()).hasSize(3);
    }
  }

  /** As after a failover, or a restore beside it. */
  @Test
  void whatAnotherServerHasSaidIsForgotten() {
    try (TestPlatform another = new TestPlatform()) {
      another.alsoHas(user);
      Switched switched = new Switched(platform.pool());
      Platform host = host(switched, cache, LONG);
      assertThat(may(host, user, provider)).isTrue();
      switched.setTargetDataSource(another.pool());
      assertThat(may(host, user, platform.organization(admin))).as("asks the other").isFalse();
      assertThat(may(host, user, provider)).isFalse();
      switched.setTargetDataSource(platform.pool());
      assertThat(may(host, user, platform.organization(admin))).as("the first again").isFalse();
      revoke();
      assertThat(may(host, user, provider)).as("was kept before all that").isFalse();
    }
  }

  private static final class Switched extends DelegatingDataSource {
    Switched(DataSource first) {
      super(first);
    }
  }

  @Test
  void anotherSchemaHasAnswersOfItsOwn() {
    platform.migrate(LyssDatabase.PLATFORM, "other_platform");
    platform
        .database()
        .execute(
            "insert into other_platform.users (id, username, email, hashed_password) overriding"
                + " system value select id, username, email, hashed_password from"
                + " lyss_platform.users where id = "
                + user.id());
    Platform host = host(cache, LONG);
    assertThat(may(host, user, provider)).isTrue();
    assertThat(may(host.schema("other_platform"), user, provider)).isFalse();
    assertThat(cache.entries()).hasSize(2);
  }

  @Test
  void howLateAnAnswerMayBeIsBetweenNothingAndAMinute() {
    for (Duration wrong :
        List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofMinutes(1).plusNanos(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> platform.platform().cache(cache, wrong))
          .withMessageContaining("longest");
    }
  }
}

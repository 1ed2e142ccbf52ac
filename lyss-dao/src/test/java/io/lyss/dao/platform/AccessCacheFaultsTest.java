package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.AccessCache;
import io.lyss.dao.AccessCache.Entry;
import io.lyss.dao.error.UnavailableException;
import io.lyss.dao.testing.MapCache;
import io.lyss.schema.LyssDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** No failure, and no content of the cache, makes an answer wrong. */
class AccessCacheFaultsTest extends AccessCacheFixture {

  @Test
  void withoutTheDatabaseNoAnswerIsServedOnceItIsTooOld() {
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

  /** The cache found the answer in time, but returned it after answers would be too late. */
  @Test
  void anAnswerThatACacheReturnsTooLateIsNotServed() {
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
  void aCacheThatFailsIsIgnored() {
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

  /** A stored value that is no answer to the question is ignored. */
  @Test
  void entriesThatDoNotAnswerTheQuestionAreIgnored() {
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

  /** A copy of the database has the same names and ids. */
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
  void answersOfAnotherServerAreDiscarded() {
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
}

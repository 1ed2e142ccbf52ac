package io.lyss.redis;

import static io.lyss.redis.TestHost.may;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lyss.dao.AccessCache;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a real Redis, hosts share answers, and no failure of Redis makes an answer wrong. */
class RedisAccessCacheTest {

  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  // No machine is so slow that Redis takes as long.
  private static final Duration PATIENT = Duration.ofSeconds(10);

  private static Redis redis;
  private static TestHost hosts;

  private RedisClient client;
  private StatefulRedisConnection<String, String> connection;
  private RedisCommands<String, String> commands;
  private RedisAccessCache cache;
  private User user;
  private Provider provider;

  @BeforeAll
  static void start() throws IOException {
    redis = new Redis();
    hosts = new TestHost();
  }

  @AfterAll
  static void stop() throws IOException {
    hosts.close();
    redis.close();
  }

  @BeforeEach
  void connect() {
    client = redis.client();
    connection = client.connect();
    commands = connection.sync();
    commands.flushall();
    cache = RedisAccessCache.over(connection).patience(PATIENT);
    user = hosts.user();
    provider = hosts.provider(user);
  }

  @AfterEach
  void disconnect() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
  }

  /** A host that has asked something else already, so that it knows what has changed. */
  private Platform host(AccessCache over) {
    Platform host = hosts.with(over);
    assertThat(may(host, hosts.user(), provider)).isFalse();
    hosts.asked();
    return host;
  }

  @Test
  void hostsFindTheAnswersThatOthersWereGiven() {
    Platform one = host(cache);
    Platform two = host(cache);
    assertThat(may(one, user, provider)).isTrue();
    assertThat(may(two, user, provider)).isTrue();
    assertThat(may(one, user, provider)).isTrue();
    assertThat(hosts.asked()).isEqualTo(1);
  }

  @Test
  void answersThatHaveChangedAreNotServedFromRedis() {
    Platform one = host(cache);
    Platform two = host(cache);
    assertThat(may(one, user, provider)).isTrue();
    hosts.deactivate(provider);
    assertThat(may(two, hosts.user(), provider)).as("tells two of it").isFalse();
    assertThat(may(two, user, provider)).isFalse();
    assertThat(may(one, user, provider)).as("as two has asked").isFalse();
  }

  @Test
  void answersExpireThere() {
    may(host(cache), user, provider);
    assertThat(commands.keys("*"))
        .isNotEmpty()
        .allSatisfy(
            key -> {
              assertThat(key).startsWith("lyss:");
              assertThat(commands.pttl(key)).isBetween(1L, Duration.ofMinutes(10).toMillis());
            });
  }

  @Test
  void aRedisThatForgetsMakesTheDatabaseAnswer() {
    Platform host = host(cache);
    assertThat(may(host, user, provider)).isTrue();
    commands.flushall();
    assertThat(may(host, user, provider)).isTrue();
    assertThat(hosts.asked()).isEqualTo(2);
  }

  /** For a second no question is sent to it, so that none waits for it; then it is tried again. */
  @Test
  void aRedisThatIsDownMakesTheDatabaseAnswer() throws Exception {
    Platform host = host(RedisAccessCache.over(connection).patience(Duration.ofMillis(50)));
    assertThat(may(host, user, provider)).isTrue();
    redis.stop();
    hosts.deactivate(provider);
    hosts.asked();
    for (int i = 0; i < 5; i++) {
      assertThat(may(host, user, provider)).isFalse();
    }
    assertThat(hosts.asked()).isEqualTo(5);
    redis.start();
    assertFindsAgain(host);
  }

  private void assertFindsAgain(Platform host) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    do {
      assertThat(System.nanoTime()).as("it is not found again").isLessThan(end);
      Thread.sleep(100);
      may(host, user, provider);
      hosts.asked();
      assertThat(may(host, user, provider)).isFalse();
    } while (hosts.asked() > 0);
  }

  @Test
  void aRedisThatHangsMakesTheDatabaseAnswer() throws Exception {
    Platform host = host(RedisAccessCache.over(connection).patience(Duration.ofMillis(50)));
    assertThat(may(host, user, provider)).isTrue();
    try (StatefulRedisConnection<String, String> other = client.connect()) {
      other.sync().clientPause(3_000);
    }
    hosts.deactivate(provider);
    hosts.asked();
    assertThat(may(host, user, provider)).isFalse();
    assertThat(hosts.asked()).isEqualTo(1);
    assertFindsAgain(host);
  }

  @Test
  void aConnectionThatIsClosedMakesTheDatabaseAnswer() {
    Platform host = host(cache);
    assertThat(may(host, user, provider)).isTrue();
    connection.close();
    assertThat(may(host, user, provider)).isTrue();
    assertThat(hosts.asked()).isEqualTo(2);
  }

  /** Entries of another version, of another program, without a text, or of another key. */
  @Test
  void entriesThatAreNoAnswersAreIgnored() {
    Platform host = host(cache);
    assertThat(may(host, user, provider)).isTrue();
    hosts.deactivate(provider);
    assertThat(may(host, hosts.user(), provider)).as("tells of it").isFalse();
    String key =
        commands.keys("*/" + user.id() + "/" + provider.id()).stream().findFirst().orElseThrow();
    String granted = commands.get(key);
    for (String text :
        List.of(
            "",
            "garbage",
            granted,
            granted.replace("lyss1", "lyss2"),
            "x".repeat(100_000),
            "{\"granted\": true}")) {
      commands.set(key, text);
      hosts.asked();
      assertThat(may(host, user, provider))
          .as(text.substring(0, Math.min(20, text.length())))
          .isFalse();
      assertThat(hosts.asked()).isEqualTo(1);
    }
    commands.del(key);
    commands.lpush(key, "a list");
    assertThat(may(host, user, provider)).isFalse();
  }

  @Test
  void forgedAnswersDoNotCountWhereAnswersAreSigned() {
    RedisAccessCache signed = cache.signed(KEY);
    Platform host = host(signed);
    hosts.deactivate(provider);
    assertThat(may(host, user, provider)).isFalse();
    assertThat(may(host, user, provider)).isFalse();
    assertThat(hosts.asked()).isEqualTo(1);
    String key =
        commands.keys("*/" + user.id() + "/" + provider.id()).stream().findFirst().orElseThrow();
    String denied = commands.get(key);
    for (String forged :
        List.of(
            denied.replace("denied", "granted"),
            denied.substring(denied.indexOf(' ') + 1).replace("denied", "granted"),
            " " + denied.substring(denied.indexOf(' ') + 1).replace("denied", "granted"),
            "",
            " ")) {
      commands.set(key, forged);
      assertThat(may(host, user, provider)).as(forged).isFalse();
      assertThat(hosts.asked()).isEqualTo(1);
    }
    Platform other =
        host(cache.signed("another key, of thirty-two bytes".getBytes(StandardCharsets.UTF_8)));
    assertThat(may(other, user, provider)).isFalse();
    assertThat(hosts.asked()).isEqualTo(1);
  }

  @Test
  void asInTheDocuments() {
    DataSource dataSource = hosts.dataSource();
    byte[] key = KEY;
    Platform platform =
        Platform.over(dataSource)
            .cache(RedisAccessCache.over(client.connect()).signed(key), Duration.ofSeconds(1));
    assertThat(may(platform, user, provider)).isTrue();
    assertThat(may(platform, user, provider)).isTrue();
  }

  /** Only signatures protect from entries that somebody else has written. */
  @Test
  void withoutSignaturesForgedAnswersCount() {
    Platform host = host(cache);
    hosts.deactivate(provider);
    assertThat(may(host, user, provider)).isFalse();
    String key =
        commands.keys("*/" + user.id() + "/" + provider.id()).stream().findFirst().orElseThrow();
    commands.set(key, commands.get(key).replace("denied", "granted"));
    assertThat(may(host, user, provider)).isTrue();
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> cache.signed(new byte[31]));
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofSeconds(11))) {
      assertThatIllegalArgumentException().isThrownBy(() -> cache.patience(wrong));
    }
  }
}

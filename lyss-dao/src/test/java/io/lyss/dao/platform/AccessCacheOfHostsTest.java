package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.HostDataSource;
import io.lyss.dao.testing.MapCache;
import io.lyss.dao.testing.Proxied;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Hosts that share a cache, or ask at the same time as somebody changes access, serve no answer
 * that is too old.
 */
class AccessCacheOfHostsTest extends AccessCacheFixture {

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

  /** Two knows of the change, and the stored answer of one is older. */
  @Test
  void aHostThatKnowsOfAChangeDoesNotServeAnOlderAnswerOfAnotherHost() {
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

  /** A counter of changes would skip the one that commits last with the lower number. */
  @Test
  void aChangeThatCommitsLateEndsAnswersThatWereGivenMeanwhile() throws SQLException {
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

  /** The database gave it before a change, of which the host learns before it stores the answer. */
  @Test
  void anAnswerThatIsOlderThanAKnownChangeIsNotKept() {
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

  /** Does something once between the database's answer and its arrival at the caller. */
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
      return now == null ? connection : closing(connection, now);
    }

    /** The connection, with something to do as it is given back. */
    private static Connection closing(Connection connection, Runnable work) {
      return Proxied.of(
          Connection.class,
          connection,
          (name, call) -> {
            try {
              return call.run();
            } finally {
              if (name.equals("close")) {
                work.run();
              }
            }
          });
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
}

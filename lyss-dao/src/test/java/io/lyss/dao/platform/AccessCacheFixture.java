package io.lyss.dao.platform;

import io.lyss.dao.AccessCache;
import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.testing.MapCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

/**
 * A user who may use a provider, a cache, and hosts that share it. A listener records the questions
 * that go to the database.
 */
abstract class AccessCacheFixture extends PlatformTest {

  /** The longest that is allowed, which is longer than any test takes. */
  static final Duration LONG = Duration.ofMinutes(1);

  static final Duration SHORT = Duration.ofMillis(1);

  final User admin = platform.admin();
  final List<FinishedCall> asked = new ArrayList<>();
  User user;
  Provider provider;
  MapCache cache;

  @BeforeEach
  void give() {
    user = platform.user();
    provider = platform.organization(admin);
    platform.distribute(admin, provider, user);
    cache = MapCache.ofEntries();
    asked.clear();
  }

  /** A host, which knows of changes by itself; the cache may be shared with others. */
  Platform host(AccessCache shared, Duration longest) {
    return host(platform.pool(), shared, longest);
  }

  Platform host(DataSource dataSource, AccessCache shared, Duration longest) {
    return Platform.over(dataSource)
        .cache(shared, longest)
        .listener(CallListener.atEnd(asked::add));
  }

  static boolean may(Platform host, User user, Provider provider) {
    return host.asUser(user.id()).providers().canUserAccessProvider(user.id(), provider.id());
  }

  void revoke() {
    platform.as(admin).distributions().revoke(provider.id(), List.of(user.id()));
  }

  static void sleep() {
    sleep(SHORT.multipliedBy(5));
  }

  static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

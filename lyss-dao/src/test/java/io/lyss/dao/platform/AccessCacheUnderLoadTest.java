package io.lyss.dao.platform;

import io.lyss.dao.testing.Revocations;
import io.lyss.dao.testing.Revocations.Right;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Providers are taken away while hosts ask: by distributions, and by users. */
class AccessCacheUnderLoadTest extends PlatformTest {

  private static final int PAIRS = 24;

  private final User admin = platform.admin();
  private final Provider provider = platform.organization(admin);
  private final PlatformSession session = platform.as(admin);

  private Right<Platform> right(User user, boolean byDistribution) {
    return new Right<>(
        () -> {
          if (byDistribution) {
            session.distributions().distribute(provider.id(), List.of(user.id()));
          } else {
            session.users().activate(user.id());
          }
        },
        () -> {
          if (byDistribution) {
            session.distributions().revoke(provider.id(), List.of(user.id()));
          } else {
            session.users().deactivate(user.id());
          }
        },
        host -> host.asUser(user.id()).providers().canUserAccessProvider(user.id(), provider.id()));
  }

  @Test
  void nobodyIsGrantedAnythingLaterThanAnswersMayBe() throws Exception {
    List<Right<Platform>> rights = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      User user = platform.user();
      platform.distribute(admin, provider, user);
      rights.add(right(user, i % 2 == 0));
    }
    new Revocations<>(
            platform,
            rights,
            (pool, cache, longest, listener) ->
                Platform.over(pool).cache(cache, longest).listener(listener))
        .nobodyIsGrantedAnythingLaterThanAnswersMayBe();
  }
}

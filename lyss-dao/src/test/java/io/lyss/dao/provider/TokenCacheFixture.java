package io.lyss.dao.provider;

import io.lyss.dao.AccessCache;
import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.provider.TokenVerification.Outcome;
import io.lyss.dao.testing.MapCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/**
 * A token, a cache, and a host that uses it. A listener records the questions that go to the
 * database.
 */
abstract class TokenCacheFixture extends ProviderServiceTest {

  /** As long as it may be: no test takes so long that it is over. */
  static final Duration LONG = Duration.ofMinutes(1);

  final List<FinishedCall> asked = new ArrayList<>();
  UUID tenant;
  Scope.TenantUser owner;
  IssuedToken token;
  MapCache cache;

  @BeforeEach
  void issue() {
    tenant = Ids.next();
    owner = TestProviders.user(tenant);
    token = issue(NewToken.of("kept"));
    cache = MapCache.ofEntries();
    asked.clear();
  }

  IssuedToken issue(NewToken asked) {
    return providers.as(owner).tokens().issue(asked);
  }

  ProviderService host(AccessCache shared) {
    return providers.service().cache(shared, LONG).listener(CallListener.atEnd(asked::add));
  }

  static Outcome outcome(ProviderService host, IssuedToken token) {
    return host.verify(token.secret().reveal()).outcome();
  }

  /** Asks another question of the tenant, whose answer has the changes. */
  void askAnything(ProviderService host) {
    outcome(host, issue(NewToken.of("another")));
  }

  TokenDao own() {
    return providers.as(owner).tokens();
  }
}

package io.lyss.dao.provider;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.provider.TokenVerification.Outcome;
import io.lyss.dao.testing.Revocations;
import io.lyss.dao.testing.Revocations.Right;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.testing.calls.ServiceWorld;
import io.lyss.throwaway.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tokens are disabled while hosts verify them, their owners suspended, and their tenants. */
@Whole("AccessCacheUnderLoadTest does the same with the answers of the platform")
class TokenCacheUnderLoadTest extends ProviderServiceTest {

  private static final int TOKENS = 24;

  private final UUID tenant = Ids.next();

  private Right<ProviderService> right(int which) {
    Scope.TenantUser owner = TestProviders.user(isOfItsOwnTenant(which) ? Ids.next() : tenant);
    IssuedToken token = providers.as(owner).tokens().issue(NewToken.of("t"));
    String secret = token.secret().reveal();
    UUID id = token.details().id();
    return new Right<>(
        () -> set(which, owner, id, true),
        () -> set(which, owner, id, false),
        host -> host.verify(secret).outcome() == Outcome.VALID);
  }

  /** A few, as a host has a question a tenant under way all the time. */
  private static boolean isOfItsOwnTenant(int which) {
    return which % 12 == 11;
  }

  private void set(int which, Scope.TenantUser owner, UUID token, boolean active) {
    String status = active ? "active" : "suspended";
    if (isOfItsOwnTenant(which)) {
      providers.system().acceptTenant(owner.tenantId(), ServiceWorld.state(status));
    } else if (which % 2 == 0) {
      TokenDao of = providers.system().tokens(tenant);
      of.acceptUser(owner.userId(), ServiceWorld.state(status));
    } else if (active) {
      providers.as(owner).tokens().enable(token);
    } else {
      providers.as(owner).tokens().disable(token);
    }
  }

  @Test
  void noTokenIsValidLaterThanAnswersMayBe() throws Exception {
    TestDatabase.notOnCitus("no answers are kept there");
    List<Right<ProviderService>> rights = new ArrayList<>();
    for (int i = 0; i < TOKENS; i++) {
      rights.add(right(i));
    }
    new Revocations<>(
            providers,
            rights,
            (pool, cache, longest, listener) ->
                ProviderService.over(pool)
                    .tokenPepper(TestProviders.PEPPER)
                    .cache(cache, longest)
                    .listener(listener))
        .nobodyIsGrantedAnythingLaterThanAnswersMayBe();
  }
}

package io.lyss.dao.provider;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ScopeDeniedException;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

class TokenIsolationTest extends ProviderServiceTest {

  private final UUID tenant = Ids.next();
  private final UUID group = Ids.next();
  private final Scope.TenantUser user = TestProviders.user(tenant, group);

  @Test
  void aHashIsNobodysToRead() {
    providers.as(user).tokens().issue(NewToken.of("t"));
    for (ProviderSession session :
        List.of(
            providers.as(user), providers.as(TestProviders.admin(tenant)), providers.system())) {
      for (String column : List.of("key_hash", "previous_key_hash")) {
        Assertions.assertThatExceptionOfType(DataAccessException.class)
            .isThrownBy(
                () ->
                    session.withJooq(
                        jooq -> jooq.fetch("select " + column + " from lyss_provider.user_tokens")))
            .withMessageContaining("permission denied");
      }
    }
  }

  @Test
  void aTokenIsVerifiedInItsTenantOnly() {
    IssuedToken issued = providers.as(user).tokens().issue(NewToken.of("t"));
    String hash = TestProviders.PEPPER.hash(issued.secret());
    ProviderSession stranger = providers.as(TestProviders.admin(Ids.next()));
    Assertions.assertThatExceptionOfType(DataAccessException.class)
        .isThrownBy(
            () ->
                stranger.withJooq(
                    jooq ->
                        jooq.fetch(
                            "select * from lyss_provider.verify_token(cast(? as uuid), array[?], array['00000000'])",
                            tenant.toString(),
                            hash)))
        .withMessageContaining("in the scope of its tenant");
    Assertions.assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> providers.system().tokens());
  }
}

package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.testing.Hidden;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

class TokenIsolationTest extends ProviderServiceTest {

  private final UUID tenant = Ids.next();
  private final UUID group = Ids.next();
  private final Scope.Tenant user = TestProviders.user(tenant, group);

  @Test
  void aTokenIsHiddenFromAllButItsOwner() {
    for (Scope.Tenant stranger :
        List.of(
            TestProviders.user(tenant, group),
            TestProviders.admin(Ids.next(), group),
            new Scope.Tenant(Ids.next(), user.userId(), user.groupIds(), user.role()))) {
      UserToken token = providers.as(user).tokens().issue(NewToken.of("t")).details();
      UUID id = token.id();
      UUID never = Ids.next();
      Hidden<ProviderSession> hidden = new Hidden<>(providers.as(user), providers.as(stranger));
      hidden.by(id, never, (session, key) -> session.tokens().find(key));
      hidden.by(id, never, (session, key) -> session.tokens().get(key));
      hidden.by(
          id,
          never,
          (session, key) -> session.tokens().update(edited(token, key, Restrictions.NONE)));
      hidden.by(
          id,
          never,
          (session, key) ->
              session
                  .tokens()
                  .update(edited(token, key, Restrictions.NONE.toChannels(Set.of(never)))));
      hidden.by(
          id,
          never,
          (session, key) ->
              session.tokens().update(edited(token, key, Restrictions.NONE.toModels(Set.of("")))));
      hidden.by(id, never, (session, key) -> session.tokens().disable(key));
      hidden.by(id, never, (session, key) -> session.tokens().enable(key));
      hidden.by(id, never, (session, key) -> session.tokens().rotate(key, Duration.ZERO).details());
      hidden.by(
          id,
          never,
          (session, key) ->
              session.routing().select(ChannelRequest.of("m").withToken(key)).outcome());
      assertThat(providers.as(stranger).tokens().list(PageRequest.first(100)).items())
          .extracting(UserToken::id)
          .doesNotContain(id);
      assertThat(
              providers
                  .as(stranger)
                  .tokens()
                  .listByUser(user.userId(), PageRequest.first(100))
                  .items())
          .isEmpty();
      hidden.by(id, never, (session, key) -> session.tokens().revoke(key));
    }
  }

  /** The token as whoever knows all of it would edit it, or the same of another id. */
  private static UserToken edited(UserToken token, UUID id, Restrictions restrictions) {
    return new UserToken(
        token.tenantId(),
        id,
        token.userId(),
        "mine",
        token.keyPrefix(),
        token.previousKeyExpiresAt(),
        restrictions,
        token.limits(),
        token.usedQuota(),
        token.status(),
        token.expiresAt(),
        token.revokedAt(),
        token.lastUsedAt(),
        token.createdAt(),
        token.updatedAt());
  }

  @Test
  void noScopeReadsAHash() {
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
                            "select * from lyss_provider.verify_token(cast(? as uuid), ?)",
                            tenant.toString(),
                            hash)))
        .withMessageContaining("in the scope of its tenant");
    Assertions.assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> providers.system().tokens());
  }
}

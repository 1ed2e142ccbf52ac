package io.lyss.dao.provider;

import static io.lyss.dao.provider.TestProviders.toChannels;
import static io.lyss.dao.provider.TestProviders.toModels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.ConcurrentEdits;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.calls.ServiceWorld;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TokenDaoTest extends ProviderServiceTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final UUID tenant = Ids.next();
  private final Scope.TenantUser someone = TestProviders.user(tenant);
  private final TokenDao user = providers.as(someone).tokens();
  private final TokenDao admin = providers.as(TestProviders.admin(tenant)).tokens();
  private final Channel channel = providers.channel(tenant, providers.newChannel("m"));

  private TokenVerification.Outcome outcome(AccessToken secret) {
    return providers.service().verify(secret.reveal()).outcome();
  }

  private UserToken edit(UUID id, UnaryOperator<UserToken> change) {
    return TestProviders.edit(user, id, change);
  }

  @Test
  void anIssuedTokenIsStoredWithoutItsSecret() {
    Instant expiry = Instant.parse("2999-01-02T03:04:05Z");
    NewToken asked =
        NewToken.of("CI")
            .withChannels(Set.of(channel.id()))
            .withModels(Set.of("m", "n"))
            .withLimits(new Quota(1000), 5)
            .expiring(expiry);
    IssuedToken issued = user.issue(asked);
    UserToken token = user.get(asked.id());
    assertThat(token).isEqualTo(issued.details());
    assertThat(token.tenantId()).isEqualTo(tenant);
    assertThat(token.userId()).isEqualTo(someone.userId());
    assertThat(token.name()).isEqualTo("CI");
    assertThat(token.keyPrefix()).isEqualTo(issued.secret().prefix());
    assertThat(token.restrictions()).isEqualTo(asked.restrictions());
    assertThat(token.limits()).isEqualTo(asked.limits());
    assertThat(token.usedQuota()).isZero();
    assertThat(token.status()).isEqualTo(TokenStatus.ENABLED);
    assertThat(token.expiresAt()).contains(expiry);
    assertThat(token.revokedAt()).isEmpty();
    assertThat(token.lastUsedAt()).isEmpty();
    assertThat(token.previousKeyExpiresAt()).isEmpty();
    assertThat(issued.toString()).doesNotContain(issued.secret().reveal());
    String secret = issued.secret().reveal().substring(28);
    assertThat(providers.query("select t::text from lyss_provider.user_tokens as t"))
        .noneMatch(row -> row.contains(secret));
  }

  @Test
  void verifyingATokenReturnsItsOwnerAndWhatItMayDo() {
    IssuedToken issued =
        user.issue(NewToken.of("t").withChannels(Set.of(channel.id())).withModels(Set.of()));
    TokenVerification verified = providers.service().verify(issued.secret().reveal());
    assertThat(verified.outcome()).isEqualTo(TokenVerification.Outcome.VALID);
    assertThat(verified.token())
        .contains(
            new VerifiedToken(
                tenant,
                issued.details().id(),
                someone.userId(),
                new Restrictions(Optional.of(Set.of(channel.id())), Optional.of(Set.of())),
                60,
                Optional.empty()));
    assertThat(user.get(issued.details().id()).lastUsedAt()).isPresent();
  }

  @Test
  void useIsNotedOnceAMinute() {
    IssuedToken issued = user.issue(NewToken.of("t"));
    UUID id = issued.details().id();
    outcome(issued.secret());
    Instant first = user.get(id).lastUsedAt().orElseThrow();
    Instant minuteLater = first.plusSeconds(60);
    providers.stopClock(minuteLater.minus(1, ChronoUnit.MICROS));
    outcome(issued.secret());
    assertThat(user.get(id).lastUsedAt()).contains(first);
    providers.stopClock(minuteLater);
    outcome(issued.secret());
    assertThat(user.get(id).lastUsedAt()).contains(minuteLater);
    // use is no change
    assertThat(user.get(id).updatedAt()).isEqualTo(issued.details().updatedAt());
  }

  @Test
  void anInvalidTokenIsRefusedWithTheReason() {
    assertThat(providers.service().verify("Bearer nonsense"))
        .isEqualTo(TokenVerification.MALFORMED);
    assertThat(outcome(AccessToken.generate(tenant))).isEqualTo(TokenVerification.Outcome.UNKNOWN);
    IssuedToken issued = user.issue(NewToken.of("t"));
    UUID id = issued.details().id();
    String elsewhere =
        AccessToken.generate(Ids.next()).reveal().substring(0, 28)
            + issued.secret().reveal().substring(28);
    assertThat(providers.service().verify(elsewhere).outcome())
        .isEqualTo(TokenVerification.Outcome.UNKNOWN);
    assertThat(
            providers
                .service()
                .tokenPepper(TokenPepper.of(new byte[32]))
                .verify(issued.secret().reveal())
                .outcome())
        .isEqualTo(TokenVerification.Outcome.UNKNOWN);
    assertThat(user.disable(id).status()).isEqualTo(TokenStatus.DISABLED);
    assertThat(outcome(issued.secret())).isEqualTo(TokenVerification.Outcome.DISABLED);
    assertThat(user.enable(id).status()).isEqualTo(TokenStatus.ENABLED);
    assertThat(outcome(issued.secret())).isEqualTo(TokenVerification.Outcome.VALID);
    assertThat(edit(id, token -> token.withExpiresAt(Optional.of(Instant.EPOCH))).status())
        .isEqualTo(TokenStatus.EXPIRED);
    assertThat(outcome(issued.secret())).isEqualTo(TokenVerification.Outcome.EXPIRED);
    assertThat(providers.service().verify(issued.secret().reveal()).token()).isEmpty();
    assertThat(edit(id, token -> token.withExpiresAt(Optional.empty())).status())
        .isEqualTo(TokenStatus.ENABLED);
    assertThat(outcome(issued.secret())).isEqualTo(TokenVerification.Outcome.VALID);
    assertThatIllegalStateException()
        .isThrownBy(() -> ProviderService.over(providers.pool()).verify(issued.secret().reveal()));
  }

  @Test
  void aTokenIsValidUntilItExpires() {
    Instant expiry = Instant.parse("2999-01-02T03:04:05.678901Z");
    IssuedToken issued = user.issue(NewToken.of("t").expiring(expiry));
    UUID id = issued.details().id();
    providers.stopClock(expiry.minus(1, ChronoUnit.MICROS));
    assertThat(user.get(id).status()).isEqualTo(TokenStatus.ENABLED);
    assertThat(outcome(issued.secret())).isEqualTo(TokenVerification.Outcome.VALID);
    providers.stopClock(expiry);
    assertThat(user.get(id).status()).isEqualTo(TokenStatus.EXPIRED);
    assertThat(outcome(issued.secret())).isEqualTo(TokenVerification.Outcome.EXPIRED);
  }

  @Test
  void aSecretThatIsNeverValidIsNotHandedOut() {
    String constraint = "user_tokens_expires_at_check";
    NewToken token = NewToken.of("t");
    Expect.refused(constraint, () -> user.issue(token.expiring(Instant.EPOCH)));
    Instant expiry = Instant.parse("2999-01-02T03:04:05.678901Z");
    UUID id = user.issue(token.expiring(expiry)).details().id();
    providers.stopClock(expiry.minus(1, ChronoUnit.MICROS));
    user.rotate(id, Ids.next(), HOUR);
    providers.stopClock(expiry);
    Expect.refused(constraint, () -> user.rotate(id, Ids.next(), HOUR));
    Expect.refused(constraint, () -> user.issue(token.expiring(expiry)));
  }

  @Test
  void theSecretBeforeARotationStaysValidForAGracePeriod() {
    IssuedToken first = user.issue(NewToken.of("t"));
    UUID id = first.details().id();
    IssuedToken second = user.rotate(id, Ids.next(), HOUR);
    assertThat(second.secret()).isNotEqualTo(first.secret());
    assertThat(second.details().keyPrefix()).isEqualTo(second.secret().prefix());
    Instant end = second.details().previousKeyExpiresAt().orElseThrow();
    providers.stopClock(end.minus(1, ChronoUnit.MICROS));
    assertThat(outcome(first.secret())).isEqualTo(TokenVerification.Outcome.VALID);
    assertThat(outcome(second.secret())).isEqualTo(TokenVerification.Outcome.VALID);
    providers.stopClock(end);
    assertThat(outcome(first.secret())).isEqualTo(TokenVerification.Outcome.UNKNOWN);
    assertThat(outcome(second.secret())).isEqualTo(TokenVerification.Outcome.VALID);
    IssuedToken third = user.rotate(id, Ids.next(), HOUR);
    IssuedToken fourth = user.rotate(id, Ids.next(), HOUR);
    assertThat(outcome(second.secret())).isEqualTo(TokenVerification.Outcome.UNKNOWN);
    assertThat(outcome(third.secret())).isEqualTo(TokenVerification.Outcome.VALID);
    IssuedToken fifth = user.rotate(id, Ids.next(), Duration.ZERO);
    assertThat(outcome(fourth.secret())).isEqualTo(TokenVerification.Outcome.UNKNOWN);
    assertThat(outcome(fifth.secret())).isEqualTo(TokenVerification.Outcome.VALID);
    assertThat(fifth.details().previousKeyExpiresAt()).isEmpty();
  }

  @Test
  void aRotationIsRepeatedWithoutTheSecretThatGotLost() {
    IssuedToken first = user.issue(NewToken.of("t"));
    UUID id = first.details().id();
    UUID rotation = Ids.next();
    IssuedToken lost = user.rotate(id, rotation, HOUR);
    IssuedToken second = user.rotate(id, rotation, HOUR.multipliedBy(2));
    assertThat(outcome(first.secret())).isEqualTo(TokenVerification.Outcome.VALID);
    assertThat(outcome(second.secret())).isEqualTo(TokenVerification.Outcome.VALID);
    assertThat(outcome(lost.secret())).isEqualTo(TokenVerification.Outcome.UNKNOWN);
    assertThat(second.details().previousKeyExpiresAt())
        .isEqualTo(lost.details().previousKeyExpiresAt());
    UUID another = Ids.next();
    user.rotate(id, another, Duration.ZERO);
    user.rotate(id, another, HOUR);
    assertThat(outcome(second.secret())).isEqualTo(TokenVerification.Outcome.UNKNOWN);
  }

  @Test
  void aRevokedTokenStaysRevoked() {
    IssuedToken first = user.issue(NewToken.of("t"));
    UUID id = first.details().id();
    IssuedToken second = user.rotate(id, Ids.next(), HOUR);
    UserToken revoked = user.revoke(id);
    assertThat(revoked.status()).isEqualTo(TokenStatus.DISABLED);
    assertThat(revoked.revokedAt()).isPresent();
    assertThat(outcome(first.secret())).isEqualTo(TokenVerification.Outcome.UNKNOWN);
    assertThat(outcome(second.secret())).isEqualTo(TokenVerification.Outcome.REVOKED);
    assertThat(user.revoke(id)).isEqualTo(revoked);
    assertThat(providers.events("token:" + id)).containsExactly("token.revoked");
    Expect.notFound("token", id, () -> user.enable(id));
    Expect.notFound("token", id, () -> user.rotate(id, Ids.next(), HOUR));
    Expect.notFound("token", id, () -> user.update(revoked.withName("x")));
    Expect.notFound("token", id, () -> user.update(revoked));
    Expect.changedSince("token", id, () -> user.update(second.details().withName("x")));
    assertThat(user.get(id)).isEqualTo(revoked);
  }

  @Test
  void anAdministratorSeesAndRevokesAllAndChangesNone() {
    UUID id = user.issue(NewToken.of("t")).details().id();
    assertThat(admin.get(id)).isEqualTo(user.get(id));
    Expect.notFound("token", id, () -> admin.disable(id));
    Expect.notFound("token", id, () -> admin.rotate(id, Ids.next(), HOUR));
    UserToken seen = admin.get(id);
    Expect.notFound("token", id, () -> admin.update(toChannels().apply(seen)));
    Expect.notFound("token", id, () -> admin.update(seen.withName("x")));
    assertThat(admin.revoke(id).revokedAt()).isPresent();
    UUID other = user.issue(NewToken.of("t")).details().id();
    assertThat(providers.system().tokens(tenant).revoke(other).revokedAt()).isPresent();
    Expect.denied(() -> providers.system().tokens(tenant).issue(NewToken.of("t")));
    Expect.denied(() -> providers.system().tokens(tenant).update(seen));
  }

  @Test
  void allTokensOfAUserCanBeRevoked() {
    Scope.TenantUser leaving = TestProviders.user(tenant);
    TokenDao own = providers.as(leaving).tokens();
    own.issue(NewToken.of("a"));
    IssuedToken issued = own.issue(NewToken.of("b"));
    UUID kept = user.issue(NewToken.of("c")).details().id();
    Expect.denied(() -> user.revokeByUser(leaving.userId()));
    assertThat(admin.revokeByUser(leaving.userId())).isEqualTo(2);
    assertThat(own.revokeByUser(leaving.userId())).isZero();
    assertThat(outcome(issued.secret())).isEqualTo(TokenVerification.Outcome.REVOKED);
    assertThat(user.get(kept).revokedAt()).isEmpty();
  }

  @Test
  void anEditLeavesTheRestAsItWas() {
    UserToken issued = user.issue(NewToken.of("t").withModels(Set.of("m"))).details();
    UUID id = issued.id();
    UserToken changed = user.update(issued.withName("u").withLimits(new Limits(new Quota(9), 8)));
    assertThat(changed.name()).isEqualTo("u");
    assertThat(changed.limits()).isEqualTo(new Limits(new Quota(9), 8));
    assertThat(changed.restrictions()).isEqualTo(issued.restrictions());
    assertThat(changed.expiresAt()).isEqualTo(issued.expiresAt());
    assertThat(changed.updatedAt()).isAfter(issued.updatedAt());
    assertThat(edit(id, toModels("n")).restrictions().models()).contains(Set.of("n"));
    assertThat(edit(id, TestProviders::toAnyModel).restrictions()).isEqualTo(Restrictions.NONE);
    assertThat(edit(id, toChannels(channel.id())).restrictions().channels())
        .contains(Set.of(channel.id()));
    assertThat(edit(id, toChannels()).restrictions().channels()).contains(Set.of());
    UserToken last = edit(id, TestProviders::toAnyChannel);
    assertThat(last.restrictions()).isEqualTo(Restrictions.NONE);
    assertThat(last.name()).isEqualTo("u");
    assertThat(last.limits()).isEqualTo(new Limits(new Quota(9), 8));
    Expect.refused(
        "user_token_channels_tenant_id_channel_id_fk",
        () -> edit(id, toChannels(channel.id(), Ids.next())));
    Expect.refused("user_tokens_name_check", () -> user.update(last.withName(" ")));
    Expect.refused(
        "user_tokens_rate_limit_check",
        () -> user.update(last.withLimits(new Limits(new Quota(9), 0))));
    Expect.refused("user_tokens_allowed_models_check", () -> edit(id, toModels("")));
    assertThat(user.get(id)).isEqualTo(last);
  }

  @Test
  void anEditOfWhatWasChangedSinceItWasReadIsRefusedAndChangesNothing() {
    UserToken read = user.issue(NewToken.of("t")).details();
    UserToken changed = user.update(toChannels(channel.id()).apply(read));
    Expect.changedSince("token", read.id(), () -> user.update(toChannels().apply(read)));
    assertThat(user.get(read.id())).isEqualTo(changed);
    UserToken disabled = user.disable(read.id());
    Expect.changedSince("token", read.id(), () -> user.update(changed.withName("stale")));
    assertThat(user.get(read.id())).isEqualTo(disabled);
    assertThat(user.update(disabled.withName("read again")).name()).isEqualTo("read again");
  }

  @Test
  void oneOfConcurrentEditsSucceeds() throws Exception {
    UserToken read = user.issue(NewToken.of("t")).details();
    UserToken won =
        ConcurrentEdits.oneSucceeds(
            "token", read.id(), i -> user.update(read.withName("edit " + i)));
    assertThat(user.get(read.id())).isEqualTo(won);
  }

  @Test
  void aTokenKeepsAChannelThatItsOwnerNoLongerSees() {
    UUID group = Ids.next();
    Scope.TenantUser member = TestProviders.user(tenant, group);
    ChannelDao system = providers.system().channels(tenant);
    UUID first = system.createForGroup(group, providers.newChannel("m")).id();
    UUID second = system.createForGroup(group, providers.newChannel("m")).id();
    UserToken issued =
        providers
            .as(member)
            .tokens()
            .issue(NewToken.of("t").withChannels(Set.of(first, channel.id())))
            .details();
    TokenDao left =
        providers
            .as(new Scope.TenantUser(tenant, member.userId(), Set.of(), member.role()))
            .tokens();
    UserToken renamed = left.update(issued.withName("u"));
    assertThat(renamed.restrictions()).isEqualTo(issued.restrictions());
    Expect.refused(
        "user_token_channels_tenant_id_channel_id_fk",
        () -> left.update(toChannels(first, second).apply(renamed)));
    UserToken reduced = left.update(toChannels(channel.id()).apply(renamed));
    assertThat(reduced.restrictions().channels()).contains(Set.of(channel.id()));
    Expect.refused(
        "user_token_channels_tenant_id_channel_id_fk",
        () -> left.update(toChannels(first).apply(reduced)));
  }

  @Test
  void pagesContinueWhereTheLastOneEnded() {
    Scope.TenantUser other = TestProviders.user(Ids.next());
    TokenDao tokens = providers.as(other).tokens();
    List<UserToken> issued = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      issued.add(tokens.issue(NewToken.of("t" + i)).details());
    }
    assertThat(Paging.all(2, tokens::list)).isEqualTo(issued);
    assertThat(Paging.all(2, page -> tokens.listByUser(other.userId(), page))).isEqualTo(issued);
    assertThat(Paging.all(2, page -> tokens.listByUser(Ids.next(), page))).isEmpty();
  }

  @Test
  void aTokenOfATenantThatIsNotActiveIsNotAcceptedAndItsRequestsAreNotSent() {
    IssuedToken issued = user.issue(NewToken.of("t"));
    for (String status : List.of("suspended", "deleted")) {
      assertThat(providers.system().acceptTenant(tenant, ServiceWorld.state(status))).isTrue();
      TokenVerification refused = providers.service().verify(issued.secret().reveal());
      assertThat(refused.outcome()).isEqualTo(TokenVerification.Outcome.TENANT_NOT_ACTIVE);
      assertThat(refused.token()).isEmpty();
      Expect.denied(() -> providers.as(someone).routing().select(ChannelRequest.of("m")));
    }
    // nothing is noted of what was refused
    assertThat(user.get(issued.details().id()).lastUsedAt()).isEmpty();
    assertThat(providers.system().acceptTenant(tenant, ServiceWorld.state("active"))).isTrue();
    assertThat(outcome(issued.secret())).isEqualTo(TokenVerification.Outcome.VALID);
  }
}

package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Copy;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Hidden;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChannelIsolationTest extends ProviderServiceTest {

  private final UUID tenant = Ids.next();
  private final UUID group = Ids.next();
  private final Scope.TenantUser user = TestProviders.user(tenant, group);
  private final Scope.TenantUser admin = TestProviders.admin(tenant, group);

  private void isHidden(Scope.TenantUser insider, Scope.TenantUser stranger, Channel channel) {
    Hidden<ProviderSession> hidden = new Hidden<>(providers.as(insider), providers.as(stranger));
    UUID id = channel.id();
    UUID never = Ids.next();
    hidden.by(id, never, (session, key) -> session.channels().find(key));
    hidden.by(id, never, (session, key) -> session.channels().get(key));
    hidden.by(id, never, (session, key) -> session.channels().canUse(key, "m"));
    hidden.by(id, never, (session, key) -> session.channels().explainAccess(key, "m"));
    hidden.by(
        id,
        never,
        (session, key) -> session.channels().update(edited(channel, key, channel.limits())));
    hidden.by(
        id,
        never,
        (session, key) ->
            session.channels().update(edited(channel, key, new Limits(Quota.UNLIMITED, 0))));
    hidden.by(id, never, (session, key) -> session.channels().setKey(key, TestProviders.OTHER_KEY));
    hidden.byDenial(id, never, (session, key) -> session.channels().key(key));
    hidden.by(
        id,
        never,
        (session, key) ->
            session.routing().reportFailure(new Attempt(key, "m", 0, 0), ChannelFailure.ofModel()));
    hidden.by(
        id,
        never,
        (session, key) ->
            session.quota().reserve(NewReservation.of(ChannelRequest.of("m"), key, 1)).outcome());
    hidden.by(
        id,
        never,
        (session, key) ->
            session.tokens().issue(NewToken.of("t").withChannels(Set.of(key))).details().name());
    hidden.by(id, never, (session, key) -> session.channels().disable(key));
    hidden.by(id, never, (session, key) -> session.channels().enable(key));
    assertThat(providers.as(stranger).channels().list(PageRequest.first(1000)).items())
        .extracting(Channel::id)
        .doesNotContain(id);
    assertThat(providers.as(stranger).channels().listUsable("m", PageRequest.first(1000)).items())
        .extracting(Channel::id)
        .doesNotContain(id);
    hidden.by(
        id,
        never,
        (session, key) -> {
          session.channels().delete(key);
          return "deleted";
        });
  }

  /** The channel with everything edited, or the same under another id. */
  private static Channel edited(Channel channel, UUID id, Limits limits) {
    return Copy.of(channel, Map.of("id", id, "name", "mine", "limits", limits));
  }

  @Test
  void theSameUserInAnotherTenantIsAStranger() {
    Scope.TenantUser elsewhere =
        new Scope.TenantUser(Ids.next(), user.userId(), user.groupIds(), admin.role());
    isHidden(user, elsewhere, providers.personal(user, providers.newChannel("m")));
    isHidden(
        admin,
        elsewhere,
        providers.as(admin).channels().createForGroup(group, providers.newChannel("m")));
    isHidden(
        admin,
        elsewhere,
        providers.as(admin).channels().createForTenant(providers.newChannel("m")));
  }

  @Test
  void aGroupsChannelIsHiddenFromNonMembers() {
    isHidden(
        admin,
        TestProviders.user(tenant, Ids.next()),
        providers.as(admin).channels().createForGroup(group, providers.newChannel("m")));
  }

  @Test
  void namingAnotherTenantOpensNothing() {
    Channel channel = providers.channel(tenant, providers.newChannel("m"));
    ProviderSession stranger = providers.as(TestProviders.admin(Ids.next()));
    assertThat(stranger.channels(tenant).find(channel.id())).isEmpty();
    assertThat(stranger.channels(tenant).list(PageRequest.first(5)).items()).isEmpty();
    Expect.denied(() -> stranger.channels(tenant).createForTenant(providers.newChannel("m")));
    Expect.denied(() -> stranger.routing(tenant).select(ChannelRequest.of("m")));
    Attempt attempt = new Attempt(channel.id(), "m", 0, 0);
    Expect.denied(() -> stranger.routing(tenant).reportFailure(attempt, ChannelFailure.ofModel()));
    Expect.denied(() -> stranger.routing(tenant).reportSuccess(attempt));
    Expect.denied(() -> stranger.tokens(tenant).issue(NewToken.of("t")));
    Expect.denied(
        () ->
            stranger
                .quota(tenant)
                .reserve(NewReservation.of(ChannelRequest.of("m"), channel.id(), 1)));
  }
}

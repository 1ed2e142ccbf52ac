package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.provider.TokenVerification.Outcome;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.testing.calls.ServiceWorld;
import io.lyss.throwaway.OneIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A change of a token ends the kept answer about it, and other changes do not. */
class TokenChangesTest extends TokenCacheFixture {

  static Stream<Arguments> revocations() {
    Map<String, BiConsumer<TokenChangesTest, UUID>> ways = new HashMap<>();
    ways.put("disabled", (t, id) -> t.own().disable(id));
    ways.put("revoked", (t, id) -> t.own().revoke(id));
    ways.put("rotated", (t, id) -> t.own().rotate(id, Ids.next(), Duration.ZERO));
    ways.put(
        "expired",
        (t, id) ->
            TestProviders.edit(
                t.own(), id, one -> one.withExpiresAt(Optional.of(Instant.EPOCH.plusSeconds(1)))));
    ways.put("restricted", (t, id) -> TestProviders.edit(t.own(), id, TestProviders.toModels("m")));
    ways.put(
        "restricted to channels",
        (t, id) -> {
          Channel channel = t.providers.channel(t.tenant, t.providers.newChannel("m"));
          TestProviders.edit(t.own(), id, TestProviders.toChannels(channel.id()));
        });
    ways.put(
        "slower",
        (t, id) ->
            TestProviders.edit(
                t.own(), id, one -> one.withLimits(new Limits(one.limits().quota(), 1))));
    ways.put("its owner suspended", (t, id) -> t.acceptUser("suspended"));
    ways.put("its owner gone", (t, id) -> t.acceptUser("inactive"));
    ways.put(
        "its tenant suspended",
        (t, id) -> t.providers.system().acceptTenant(t.tenant, ServiceWorld.state("suspended")));
    ways.put(
        "its tenant deleted",
        (t, id) -> t.providers.system().acceptTenant(t.tenant, ServiceWorld.state("deleted")));
    ways.put(
        "deleted",
        (t, id) ->
            t.providers
                .database()
                .execute("delete from lyss_provider.user_tokens where id = '" + id + "'"));
    return ways.entrySet().stream().map(way -> Arguments.of(way.getKey(), way.getValue()));
  }

  private void acceptUser(String status) {
    providers.system().tokens(tenant).acceptUser(owner.userId(), ServiceWorld.state(status));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("revocations")
  void aChangedTokenIsAskedForAgainAfterTheNextAnswer(
      String name, BiConsumer<TokenChangesTest, UUID> way) {
    ProviderService host = host(cache);
    TokenVerification before = host.verify(token.secret().reveal());
    IssuedToken other =
        providers.as(TestProviders.user(tenant)).tokens().issue(NewToken.of("another"));
    way.accept(this, token.details().id());
    if (!TestDatabase.ON_CITUS) { // where no answers are kept
      assertThat(host.verify(token.secret().reveal())).as("a minute is not over").isEqualTo(before);
    }
    outcome(host, other);
    asked.clear();
    TokenVerification after = host.verify(token.secret().reveal());
    assertThat(asked).as("it is asked").hasSize(1);
    assertThat(after)
        .isNotEqualTo(before)
        .isEqualTo(providers.service().verify(token.secret().reveal()));
  }

  /** A deleted channel no longer belongs to the token. */
  @Test
  void deletingAChannelEndsTheAnswersThatNameIt() {
    Channel channel = providers.channel(tenant, providers.newChannel("m"));
    IssuedToken restricted = issue(NewToken.of("restricted").withChannels(Set.of(channel.id())));
    ProviderService host = host(cache);
    outcome(host, restricted);
    providers.system().channels(tenant).delete(channel.id());
    askAnything(host);
    assertThat(host.verify(restricted.secret().reveal()).token().orElseThrow().restrictions())
        .isEqualTo(new Restrictions(Optional.of(Set.of()), Optional.empty()));
  }

  @Test
  void changesOfAnotherTenantEndNoAnswers() {
    TestDatabase.notOnCitus("no answers are kept there");
    ProviderService host = host(cache);
    outcome(host, token);
    Scope.TenantUser other = TestProviders.user(Ids.next());
    IssuedToken its = providers.as(other).tokens().issue(NewToken.of("other"));
    IssuedToken more = providers.as(other).tokens().issue(NewToken.of("more"));
    outcome(host, its);
    providers.system().acceptTenant(other.tenantId(), ServiceWorld.state("suspended"));
    assertThat(outcome(host, more)).isEqualTo(Outcome.TENANT_NOT_ACTIVE);
    asked.clear();
    assertThat(outcome(host, token)).isEqualTo(Outcome.VALID);
    assertThat(asked).isEmpty();
    assertThat(outcome(host, its)).isEqualTo(Outcome.TENANT_NOT_ACTIVE);
  }

  private record World(List<IssuedToken> tokens, List<Channel> channels) {}

  /** A change of any column, by somebody whom no rule of a scope holds. */
  private static String anyChange(Random random, World world) {
    IssuedToken token = world.tokens.get(random.nextInt(world.tokens.size()));
    String id = token.details().id().toString();
    String user = token.details().userId().toString();
    String tenant = token.details().tenantId().toString();
    String channel = world.channels.get(random.nextInt(world.channels.size())).id().toString();
    String set = "update lyss_provider.user_tokens set %s where id = '" + id + "'";
    return switch (random.nextInt(14)) {
      case 0 -> set.formatted("status = 3 - status, revoked_at = null");
      case 1 -> set.formatted("status = 2, revoked_at = now()");
      case 2 -> set.formatted("rate_limit = 1 + " + random.nextInt(9));
      case 3 -> set.formatted("allowed_models = '[\"m" + random.nextInt(3) + "\"]'");
      case 4 -> set.formatted("allowed_models = null");
      case 5 ->
          set.formatted("expires_at = now() + interval '" + (random.nextInt(3) - 1) + " day'");
      case 6 -> set.formatted("expires_at = null, status = 1, revoked_at = null");
      case 7 -> set.formatted("restricted_to_channels = not restricted_to_channels");
      case 8 -> set.formatted("name = 'n" + random.nextInt(99) + "', quota = " + random.nextInt(9));
      case 9 ->
          "insert into lyss_provider.user_token_channels (tenant_id, token_id, channel_id, user_id)"
              + " values ('%s', '%s', '%s', '%s') on conflict do nothing"
                  .formatted(tenant, id, channel, user);
      case 10 -> "delete from lyss_provider.user_token_channels where token_id = '" + id + "'";
      case 11 ->
          "insert into lyss_provider.known_users (tenant_id, user_id, status, changed_at) values"
              + " ('%s', '%s', '%s', now()) on conflict (tenant_id, user_id) do update set status = excluded.status"
                  .formatted(tenant, user, random.nextBoolean() ? "active" : "suspended");
      case 12 -> "delete from lyss_provider.known_users where user_id = '" + user + "'";
      default ->
          "insert into lyss_provider.known_tenants (tenant_id, status, changed_at) values"
              + " ('%s', '%s', now()) on conflict (tenant_id) do update set status = excluded.status"
                  .formatted(tenant, random.nextInt(3) > 0 ? "active" : "suspended");
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @OneIn(3)
  void eachChangeOfAnAnswerIsRecorded(long seed) {
    TestDatabase.notOnCitus("no answers are kept there");
    Random random = new Random(seed);
    List<IssuedToken> tokens = new ArrayList<>();
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tokens.add(providers.as(TestProviders.user(tenant)).tokens().issue(NewToken.of("t" + i)));
      channels.add(providers.channel(tenant, providers.newChannel("m")));
    }
    World world = new World(tokens, channels);
    int changed = 0;
    for (int i = 0; i < 60; i++) {
      List<TokenVerification> before = verified(tokens);
      String snapshot = providers.query("select pg_current_snapshot()").get(0);
      String change = anyChange(random, world);
      providers.database().execute(change);
      List<TokenVerification> after = verified(tokens);
      String told =
          providers
              .query(
                  "select lyss_provider.access_changes_since('%s', '%s')"
                      .formatted(tenant, snapshot))
              .get(0);
      for (int t = 0; t < tokens.size(); t++) {
        if (!before.get(t).equals(after.get(t))) {
          changed++;
          UserToken details = tokens.get(t).details();
          // what was not valid is not kept
          if (before.get(t).token().isPresent()) {
            assertThat(List.of(told.split("[ ,]")))
                .as("step %d of seed %d: %s", i, seed, change)
                .containsAnyOf(
                    "token:" + details.id(),
                    "user:" + details.userId(),
                    "all:00000000-0000-0000-0000-000000000000");
          }
        }
      }
    }
    assertThat(changed).isGreaterThan(10);
  }

  private List<TokenVerification> verified(List<IssuedToken> tokens) {
    return tokens.stream().map(t -> providers.service().verify(t.secret().reveal())).toList();
  }

  @Test
  void changesThatConcernNoAnswerAreNotRecorded() {
    String snapshot = providers.query("select pg_current_snapshot()").get(0);
    own().update(own().get(token.details().id()).withName("another"));
    own().addQuota(token.details().id(), Ids.next(), 7);
    outcome(providers.service(), token);
    assertThat(
            providers.query(
                "select lyss_provider.access_changes_since('%s', '%s')"
                    .formatted(tenant, snapshot)))
        .containsExactly("");
  }
}

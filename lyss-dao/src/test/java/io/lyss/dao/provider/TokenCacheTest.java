package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.AccessCache;
import io.lyss.dao.AccessCache.Entry;
import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.provider.TokenVerification.Outcome;
import io.lyss.dao.testing.MapCache;
import io.lyss.dao.testing.calls.ServiceWorld;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That a token is valid is kept, and what it may do; what went to the database, a listener hears.
 */
class TokenCacheTest extends ProviderServiceTest {

  /** As long as it may be: no test takes so long that it is over. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<FinishedCall> asked = new ArrayList<>();
  private UUID tenant;
  private Scope.TenantUser owner;
  private IssuedToken token;
  private MapCache cache;

  @BeforeEach
  void issue() {
    tenant = Ids.next();
    owner = TestProviders.user(tenant);
    token = issue(NewToken.of("kept"));
    cache = MapCache.ofEntries();
    asked.clear();
  }

  private IssuedToken issue(NewToken asked) {
    return providers.as(owner).tokens().issue(asked);
  }

  private ProviderService host(AccessCache shared) {
    return providers.service().cache(shared, LONG).listener(CallListener.atEnd(asked::add));
  }

  private static Outcome outcome(ProviderService host, IssuedToken token) {
    return host.verify(token.secret().reveal()).outcome();
  }

  /** Another question of the tenant, which tells what has changed. */
  private void askAnything(ProviderService host) {
    outcome(host, issue(NewToken.of("another")));
  }

  @Test
  void aValidTokenIsKept() {
    ProviderService host = host(cache);
    for (int i = 0; i < 100; i++) {
      assertThat(outcome(host, token)).isEqualTo(Outcome.VALID);
    }
    assertThat(asked).extracting(FinishedCall::name).containsExactly("ProviderService.verify");
  }

  @Test
  void whatIsKeptIsWhatTheDatabaseSays() {
    Channel channel = providers.channel(tenant, providers.newChannel("m"));
    List<IssuedToken> tokens =
        List.of(
            token,
            issue(NewToken.of("nothing").withModels(Set.of())),
            issue(
                NewToken.of("some")
                    .withChannels(Set.of(channel.id()))
                    .withModels(Set.of("gpt-5", "通义 千问; a, b*", "x".repeat(90)))
                    .withLimits(new Quota(7), 9)
                    .expiring(Instant.parse("2999-01-02T03:04:05.678901Z"))));
    MapCache shared = MapCache.ofTexts();
    ProviderService first = host(shared);
    ProviderService second = host(shared);
    // learns what the database has seen
    askAnything(second);
    for (IssuedToken each : tokens) {
      TokenVerification plain = providers.service().verify(each.secret().reveal());
      assertThat(plain.token()).isPresent();
      assertThat(first.verify(each.secret().reveal())).isEqualTo(plain);
    }
    asked.clear();
    for (IssuedToken each : tokens) {
      assertThat(second.verify(each.secret().reveal()))
          .isEqualTo(providers.service().verify(each.secret().reveal()));
    }
    assertThat(asked).as("the first one's answers").isEmpty();
  }

  @Test
  void noSecretIsKept() {
    MapCache shared = MapCache.ofTexts();
    outcome(host(shared), token);
    String secret = token.secret().reveal().substring(28);
    assertThat(shared.entries()).hasSize(1);
    shared.entries().forEach((key, entry) -> assertThat(key + entry.text()).doesNotContain(secret));
  }

  @Test
  void whatIsNotValidIsAskedEachTime() {
    ProviderService host = host(cache);
    providers.as(owner).tokens().disable(token.details().id());
    AccessToken unknown = AccessToken.generate(tenant);
    for (int i = 0; i < 2; i++) {
      assertThat(outcome(host, token)).isEqualTo(Outcome.DISABLED);
      assertThat(host.verify(unknown.reveal()).outcome()).isEqualTo(Outcome.UNKNOWN);
    }
    assertThat(asked).hasSize(4);
    assertThat(cache.entries()).isEmpty();
  }

  static Stream<Arguments> revocations() {
    Map<String, BiConsumer<TokenCacheTest, UUID>> ways = new HashMap<>();
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

  private TokenDao own() {
    return providers.as(owner).tokens();
  }

  private void acceptUser(String status) {
    providers.system().tokens(tenant).acceptUser(owner.userId(), ServiceWorld.state(status));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("revocations")
  void aChangedTokenIsAskedForAgainAfterTheNextAnswer(
      String name, BiConsumer<TokenCacheTest, UUID> way) {
    ProviderService host = host(cache);
    TokenVerification before = host.verify(token.secret().reveal());
    IssuedToken other =
        providers.as(TestProviders.user(tenant)).tokens().issue(NewToken.of("another"));
    way.accept(this, token.details().id());
    assertThat(host.verify(token.secret().reveal())).as("a minute is not over").isEqualTo(before);
    outcome(host, other);
    asked.clear();
    TokenVerification after = host.verify(token.secret().reveal());
    assertThat(asked).as("it is asked").hasSize(1);
    assertThat(after)
        .isNotEqualTo(before)
        .isEqualTo(providers.service().verify(token.secret().reveal()));
  }

  /** A channel that is deleted is none of the token's any more. */
  @Test
  void aChannelThatIsDeletedIsTold() {
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
  void anotherTenantsChangesEndNothing() {
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

  @Test
  void whatAnotherHasPutInItsPlaceIsPassedOver() {
    MapCache shared = MapCache.ofTexts();
    ProviderService host = host(shared);
    outcome(host, token);
    String key = shared.entries().keySet().iterator().next();
    String text = shared.entries().get(key).text();
    String answer = text.split(" ")[1];
    for (String other :
        List.of(
            "",
            "granted",
            "valid",
            "unknown;",
            answer + ";",
            answer.replace("valid", "VALID;"),
            answer.replaceFirst(";[0-9a-f]{8}", ";zz"),
            answer.replaceFirst("\\*", "not base64"),
            answer + "%")) {
      shared.entries().put(key, Entry.of(text.replace(answer, other)));
      asked.clear();
      assertThat(outcome(host, token)).as(other).isEqualTo(Outcome.VALID);
      assertThat(asked).as(other).hasSize(1);
    }
  }

  /** What the function answers in the scope of the tenant, once that is bound. */
  private String answer(AccessToken secret, String column, Runnable meanwhile) {
    try (Connection connection = providers.pool().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "select lyss_provider.bind_tenant_scope('authenticated_users', '%s', '', '', '', '')"
              .formatted(tenant));
      meanwhile.run();
      try (ResultSet row =
          statement.executeQuery(
              "select %s from lyss_provider.answer_token('%s', array['%s'], array['%s'], null)"
                  .formatted(
                      column,
                      tenant,
                      TestProviders.PEPPER.hash(secret),
                      TestProviders.PEPPER.id()))) {
        row.next();
        String answer = row.getString(1);
        connection.commit();
        return answer;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String endsAt(AccessToken secret) {
    return answer(secret, "ends_at", () -> {});
  }

  private String stored(String expression) {
    return providers
        .query(
            "select %s from lyss_provider.user_tokens where id = '%s'"
                .formatted(expression, token.details().id()))
        .get(0);
  }

  /** So that use is noted as without a cache; and what ends by itself ends in time. */
  @Test
  void anAnswerEndsWhenItsUseIsToBeNotedNextOrBefore() {
    AccessToken first = token.secret();
    String soon = "least(%s, last_used_at + interval '1 minute')";
    assertThat(endsAt(first)).isEqualTo(stored("last_used_at + interval '1 minute'"));
    Instant expiry = Instant.now().plusSeconds(30).truncatedTo(ChronoUnit.MILLIS);
    TestProviders.edit(own(), token.details().id(), t -> t.withExpiresAt(Optional.of(expiry)));
    assertThat(endsAt(first)).isEqualTo(stored(soon.formatted("expires_at")));
    TestProviders.edit(own(), token.details().id(), t -> t.withExpiresAt(Optional.empty()));
    AccessToken second =
        own().rotate(token.details().id(), Ids.next(), Duration.ofSeconds(20)).secret();
    assertThat(endsAt(first)).isEqualTo(stored(soon.formatted("previous_key_expires_at")));
    assertThat(endsAt(second)).isEqualTo(stored("last_used_at + interval '1 minute'"));
  }

  /** The scope is bound by a statement of its own, which sees less. */
  @Test
  void aTenantThatIsSuspendedAfterTheScopeWasBoundIsNotAnsweredValid() {
    assertThat(answer(token.secret(), "answer", () -> {})).startsWith("valid;");
    assertThat(
            answer(
                token.secret(),
                "answer",
                () -> providers.system().acceptTenant(tenant, ServiceWorld.state("suspended"))))
        .isEqualTo("tenant_not_active");
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
  void whateverChangesAnAnswerIsTold(long seed) {
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
  void whatHasNothingToDoWithItIsNotTold() {
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

package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.AccessCache.Entry;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Ids;
import io.lyss.dao.provider.TokenVerification.Outcome;
import io.lyss.dao.testing.MapCache;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.testing.calls.ServiceWorld;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A cache keeps that a token is valid, and what it may do. */
class TokenCacheTest extends TokenCacheFixture {

  @Test
  void aValidTokenIsKept() {
    TestDatabase.notOnCitus("no answers are kept there");
    ProviderService host = host(cache);
    for (int i = 0; i < 100; i++) {
      assertThat(outcome(host, token)).isEqualTo(Outcome.VALID);
    }
    assertThat(asked).extracting(FinishedCall::name).containsExactly("ProviderService.verify");
  }

  @Test
  void aKeptAnswerIsThatOfTheDatabase() {
    TestDatabase.notOnCitus("no answers are kept there");
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
    TestDatabase.notOnCitus("no answers are kept there");
    MapCache shared = MapCache.ofTexts();
    outcome(host(shared), token);
    String secret = token.secret().reveal().substring(28);
    assertThat(shared.entries()).hasSize(1);
    shared.entries().forEach((key, entry) -> assertThat(key + entry.text()).doesNotContain(secret));
  }

  @Test
  void aTokenThatIsNotValidIsAskedForEachTime() {
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

  @Test
  void anEntryThatSomebodyElseHasReplacedIsIgnored() {
    TestDatabase.notOnCitus("no answers are kept there");
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

  /**
   * So the token's use is noted as often as without a cache, and an expired token is refused in
   * time.
   */
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
}

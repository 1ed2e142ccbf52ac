package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Hosts get a new pepper, and tokens that were hashed with the former one stay valid. */
class PepperRotationTest {

  private static final TestProviders PROVIDERS = new TestProviders();
  private static final TokenPepper FORMER = pepper("the pepper until yesterday, 32 bytes");
  private static final TokenPepper CURRENT = pepper("the pepper from today on, of 32 bytes");

  private final UUID tenant = Ids.next();
  private final Scope.TenantUser ann = TestProviders.user(tenant);

  @AfterAll
  static void close() {
    PROVIDERS.close();
  }

  @Test
  void aTokenIsHashedAnewWhenItIsUsed() {
    IssuedToken token = with(FORMER).asUser(ann).tokens().issue(NewToken.of("t"));
    assertThat(outcome(CURRENT, token)).isEqualTo(TokenVerification.Outcome.UNKNOWN);

    assertThat(outcome(CURRENT.withFormer(FORMER), token)).isEqualTo(valid());
    assertThat(counts()).containsExactly(Map.entry(CURRENT.id(), 1L));
    assertThat(outcome(CURRENT, token)).isEqualTo(valid());
    assertThat(outcome(FORMER, token)).isEqualTo(TokenVerification.Outcome.UNKNOWN);
  }

  @Test
  void bothSecretsOfATokenThatIsBeingRotatedGoOn() {
    IssuedToken first = with(FORMER).asUser(ann).tokens().issue(NewToken.of("t"));
    IssuedToken second =
        with(CURRENT.withFormer(FORMER))
            .asUser(ann)
            .tokens()
            .rotate(first.details().id(), Ids.next(), Duration.ofHours(1));
    assertThat(counts()).containsOnly(Map.entry(CURRENT.id(), 1L), Map.entry(FORMER.id(), 1L));

    assertThat(outcome(CURRENT.withFormer(FORMER), second)).isEqualTo(valid());
    assertThat(counts()).containsOnly(Map.entry(CURRENT.id(), 1L), Map.entry(FORMER.id(), 1L));
    assertThat(outcome(CURRENT.withFormer(FORMER), first)).isEqualTo(valid());
    assertThat(counts()).containsExactly(Map.entry(CURRENT.id(), 2L));
    assertThat(outcome(CURRENT, first)).isEqualTo(valid());
    assertThat(outcome(CURRENT, second)).isEqualTo(valid());
  }

  @Test
  void theIdOfAPepperDoesNotRevealIt() {
    assertThat(CURRENT.id()).matches("[0-9a-f]{8}").isNotEqualTo(FORMER.id());
    assertThat(CURRENT.withFormer(FORMER).id()).isEqualTo(CURRENT.id());
    assertThat(CURRENT.withFormer(FORMER)).hasToString("TokenPepper[redacted]");
  }

  private Map<String, Long> counts() {
    return PROVIDERS.system().tokens(tenant).countByPepper();
  }

  private static TokenVerification.Outcome valid() {
    return TokenVerification.Outcome.VALID;
  }

  private static TokenVerification.Outcome outcome(TokenPepper pepper, IssuedToken token) {
    return with(pepper).verify(token.secret().reveal()).outcome();
  }

  private static ProviderService with(TokenPepper pepper) {
    return PROVIDERS.service().tokenPepper(pepper);
  }

  private static TokenPepper pepper(String text) {
    return TokenPepper.of(text.getBytes(StandardCharsets.US_ASCII));
  }
}

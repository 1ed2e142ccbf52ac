package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.Seed;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AccessTokenTest {

  private static final UUID TENANT = Ids.next();

  @Test
  void parsesWhatItReveals() {
    for (int i = 0; i < 200; i++) {
      AccessToken token = AccessToken.generate(UUID.randomUUID());
      assertThat(token.reveal()).hasSize(71).startsWith("lyss_");
      assertThat(AccessToken.parse(token.reveal())).contains(token);
      assertThat(token.prefix()).matches("[A-Za-z0-9_-]{6}");
      assertThat(token.reveal().substring(28)).startsWith(token.prefix());
    }
  }

  @Test
  void nothingElseIsAToken() {
    String text = AccessToken.generate(TENANT).reveal();
    for (String other :
        List.of(
            "",
            "lyss_",
            text + "A",
            text.substring(1),
            " " + text,
            text + "\n",
            text.toUpperCase(java.util.Locale.ROOT),
            text.replace('_', '-'),
            "lyss_" + "A".repeat(22) + "_" + "A".repeat(43),
            "x".repeat(100_000))) {
      assertThat(AccessToken.parse(other)).isEmpty();
    }
  }

  @Test
  void aTenantHasOneSpellingOnly() {
    Seed seed = new Seed();
    Random random = seed.random();
    String text = AccessToken.generate(TENANT).reveal();
    for (int i = 0; i < 2000; i++) {
      StringBuilder other = new StringBuilder(text);
      other.setCharAt(
          5 + random.nextInt(22),
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
              .charAt(random.nextInt(64)));
      AccessToken.parse(other.toString())
          .ifPresent(
              token ->
                  assertThat(token.tenantId().equals(TENANT))
                      .as("%s", seed)
                      .isEqualTo(other.toString().equals(text)));
    }
  }

  @Test
  void secretsAreNotShown() {
    AccessToken token = AccessToken.generate(TENANT);
    assertThat(token).hasToString("AccessToken[redacted]");
    assertThat(TestProviders.PEPPER).hasToString("TokenPepper[redacted]");
  }

  @Test
  void aPepperIsLongEnoughAndChangesEverything() {
    assertThatIllegalArgumentException().isThrownBy(() -> TokenPepper.of(new byte[31]));
    assertThatIllegalStateException().isThrownBy(() -> TokenPepper.require(null));
    AccessToken token = AccessToken.generate(TENANT);
    assertThat(TokenPepper.of(new byte[32]).hash(token))
        .matches("[0-9a-f]{64}")
        .isEqualTo(TokenPepper.of(new byte[32]).hash(token))
        .isNotEqualTo(TestProviders.PEPPER.hash(token));
  }
}

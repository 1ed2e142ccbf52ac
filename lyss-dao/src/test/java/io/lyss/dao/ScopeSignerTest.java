package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeSignerTest {

  private static final List<String> SCOPE = List.of("lyss_system", "", "a test");

  private final ScopeSigner signer = ScopeSigner.of("k-1", new byte[32]);

  @Test
  void aSignatureHasTheKeysNameAnEndAndAMac() {
    assertThat(signer.sign("lyss_platform", SCOPE, 7)).matches("k-1[.]\\d{10}[.][.][0-9a-f]{64}");
    assertThat(signer.boundToConnection().sign("lyss_platform", SCOPE, 7))
        .matches("k-1[.]\\d{10}[.]7[.][0-9a-f]{64}");
  }

  /** A separator in it would make two parts of it, which could be read as another scope. */
  @Test
  void noPartOfAScopeContainsTheSeparator() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> signer.sign("lyss_platform", List.of("lyss_system", "", "a\u001fb"), 7));
  }

  @Test
  void keysAreLongAndHaveNames() {
    for (int length : new int[] {0, 31, 65}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ScopeSigner.of("k", new byte[length]))
          .withMessageContaining("32 to 64");
    }
    for (String name : List.of("", "K", "a.b", "x".repeat(41))) {
      assertThatIllegalArgumentException().isThrownBy(() -> ScopeSigner.of(name, new byte[32]));
    }
  }

  @Test
  void aSignatureIsValidForASecondToAnHour() {
    for (Duration time : List.of(Duration.ofMillis(999), Duration.ofMinutes(61), Duration.ZERO)) {
      assertThatIllegalArgumentException().isThrownBy(() -> signer.validFor(time));
    }
    assertThat(signer.validFor(Duration.ofHours(1)).sign("s", SCOPE, 0)).startsWith("k-1.");
  }

  @Test
  void itsKeyIsNotShown() {
    assertThat(signer).hasToString("ScopeSigner[k-1]");
  }
}

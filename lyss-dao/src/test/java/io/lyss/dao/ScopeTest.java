package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {

  @Test
  void aUsersIdIsPositive() {
    assertThat(new Scope.PlatformUser(1).userId()).isEqualTo(1);
    for (int id : List.of(0, -1, Integer.MIN_VALUE)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Scope.PlatformUser(id))
          .withMessage("A user's id is positive, not " + id);
    }
  }

  @Test
  void systemWorkNeedsAReason() {
    assertThat(new Scope.SystemWork("retention").reason()).isEqualTo("retention");
    for (String blank : List.of("", " ", "\t\n")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Scope.SystemWork(blank))
          .withMessage("System work needs a reason, for the audit log");
    }
  }

  @Test
  void aReasonIsValidText() {
    for (String invalid : List.of("a\0", "a \ud83d")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Scope.SystemWork(invalid));
    }
  }
}

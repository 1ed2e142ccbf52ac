package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenCountsTest {

  @Test
  void aTokenIsCountedOnceUnderItsKind() {
    TokenCounts counts =
        TokenCounts.of(5, 7)
            .with("input.cached", 11)
            .with("output.reasoning", 13)
            .with("inputs", 1);
    assertThat(counts.input()).isEqualTo(16);
    assertThat(counts.output()).isEqualTo(20);
    assertThat(counts.of("input")).isEqualTo(5);
    assertThat(counts.of("video")).isZero();
    assertThat(counts.with("input", 6).input()).isEqualTo(17);
    assertThat(TokenCounts.NONE.input()).isZero();
  }

  @Test
  void tokensThatTheKindAboveIncludesAreTakenOutOfIt() {
    TokenCounts counts = TokenCounts.of(812, 40).including("input.cached", 300);
    assertThat(counts).isEqualTo(TokenCounts.of(512, 40).with("input.cached", 300));
    assertThat(counts.input()).isEqualTo(812);
    assertThat(counts.including("input.cached", 512).of("input.cached")).isEqualTo(812);
    assertThat(counts.including("input.cached.batch", 300))
        .isEqualTo(TokenCounts.of(512, 40).with("input.cached.batch", 300));
    assertThat(TokenCounts.NONE.including("input.cached", 0)).isEqualTo(TokenCounts.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts.including("input.cached", 513))
        .withMessage("count is 513; of the kind above there are 512");
    assertThatIllegalArgumentException().isThrownBy(() -> counts.including("input", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> counts.including("input.cached", -1));
  }

  @Test
  void kindsOfWhichNoTokensWereUsedAreLeftOut() {
    assertThat(TokenCounts.of(0, 0)).isEqualTo(TokenCounts.NONE);
    assertThat(TokenCounts.of(1, 2).with("output", 0)).isEqualTo(TokenCounts.of(1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenCounts.of(-1, 0))
        .withMessage("byKind has a negative count of input");
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> TokenCounts.of(Long.MAX_VALUE, 0).with("input.cached", 1).input());
  }

  @Test
  void jsonIsReadAsItWasWritten() {
    TokenCounts counts = TokenCounts.of(5, 7).with("input.cache_write.1h", 11);
    assertThat(counts.json())
        .isEqualTo(new Json("{\"input\": 5, \"input.cache_write.1h\": 11, \"output\": 7}"));
    assertThat(TokenCounts.of(counts.json())).isEqualTo(counts);
    assertThat(TokenCounts.of(new Json(" {\n\"input\":5 , \"output\" : 0 } ")))
        .isEqualTo(TokenCounts.of(5, 0));
    assertThat(TokenCounts.of(Json.EMPTY)).isEqualTo(TokenCounts.NONE);
    UnitPrices prices =
        UnitPrices.of(new BigDecimal("2.50"), new BigDecimal("1e3"))
            .above(200_000, "input", new BigDecimal("0.00000001"));
    assertThat(prices.json())
        .isEqualTo(new Json("{\"input\": 2.50, \"input>200000\": 0.00000001, \"output\": 1000}"));
    assertThat(UnitPrices.of(prices.json())).isEqualTo(prices);
    assertThat(TokenCounts.NONE.with("\"\\\n", 1).json())
        .isEqualTo(new Json("{\"\\u0022\\u005c\\u000a\": 1}"));
  }

  @Test
  void otherJsonIsRefused() {
    for (String json :
        List.of(
            "",
            "5",
            "[]",
            "null",
            "{\"input\"}",
            "{\"input\": \"5\"}",
            "{\"input\": null}",
            "{\"input\": {}}",
            "{\"input\": 5 \"output\": 6}",
            "{\"input\": 5, x}",
            "{\"input\": 1.5}",
            "{\"input\": 1e5}",
            "{input: 5}")) {
      assertThatIllegalArgumentException()
          .as(json)
          .isThrownBy(() -> TokenCounts.of(new Json(json)));
    }
  }

  @Test
  void nothingChangesThemFromOutside() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> TokenCounts.of(1, 2).byKind().put("input", 3L));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> new UnitPrices(Map.of()).byLine().put("input", BigDecimal.ONE));
  }
}

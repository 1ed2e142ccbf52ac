package io.lyss.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void alignsChineseByTheColumnsThatItTakes() {
    assertThat(new Table("team", "tokens").row("销售部", 12).row("Sales", 3456L).lines())
        .containsExactly(
            "  team    tokens", "  ------  ------", "  销售部      12", "  Sales    3,456");
  }

  @Test
  void cutsWhereTheColumnsEnd() {
    assertThat(TextWidth.fit("天气预报", 8)).isEqualTo("天气预报");
    assertThat(TextWidth.fit("天气预报", 7)).isEqualTo("天气预…");
    assertThat(TextWidth.fit("天气预报", 6)).isEqualTo("天气…");
    assertThat(TextWidth.fit("weather", 4)).isEqualTo("wea…");
  }
}

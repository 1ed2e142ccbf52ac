package io.lyss.throwaway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GrowthTest {

  @Test
  void growthWithTheSizeIsDistinguishedFromGrowthWithItsSquare() throws Exception {
    assertThat(Growth.isLinear(1, size -> TimeUnit.MILLISECONDS.sleep(2L * size))).isTrue();
    assertThat(Growth.isLinear(1, size -> TimeUnit.MILLISECONDS.sleep((long) size * size)))
        .isFalse();
  }
}

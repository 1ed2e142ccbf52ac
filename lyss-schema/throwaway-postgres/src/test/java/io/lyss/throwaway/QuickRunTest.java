package io.lyss.throwaway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuickRunTest {

  private String given;

  @BeforeEach
  void remember() {
    given = System.getProperty(QuickRun.SETTING, "");
  }

  @AfterEach
  void putBack() {
    System.setProperty(QuickRun.SETTING, given);
  }

  private static List<Integer> taken() {
    return IntStream.range(-3, 6).filter(place -> QuickRun.takes(3, place)).boxed().toList();
  }

  @Test
  void theQuickRunTakesTheSameSome() {
    System.setProperty(QuickRun.SETTING, "quick");
    assertThat(taken()).containsExactly(-3, 0, 3);
    assertThat(QuickRun.some(100)).isEqualTo(10);
    assertThat(QuickRun.some(3)).isEqualTo(1);
  }

  @Test
  void anyOtherRunTakesAll() {
    for (String other : List.of("", "whole")) {
      System.setProperty(QuickRun.SETTING, other);
      assertThat(taken()).hasSize(9);
      assertThat(QuickRun.some(100)).isEqualTo(100);
    }
  }
}

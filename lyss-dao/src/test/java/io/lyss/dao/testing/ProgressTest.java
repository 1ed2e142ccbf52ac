package io.lyss.dao.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aLongRunPrintsItsSeedFirstAndEachThousandthOfItsSteps() {
    try (Progress progress = new Progress(out, "-Dlyss.seed=7", 200_000)) {
      assertThat(lines()).containsExactly("0 of 200000 steps, -Dlyss.seed=7");
      for (int i = 0; i < 5; i++) {
        progress.make(60);
      }
    }
    assertThat(lines())
        .containsExactly(
            "0 of 200000 steps, -Dlyss.seed=7",
            "240 of 200000 steps, -Dlyss.seed=7",
            "ended after 300 of 200000 steps, -Dlyss.seed=7");
  }

  @Test
  void aFailureEndsARunWithItsSteps() {
    assertThat(
            catchThrowable(
                () -> {
                  try (Progress progress = new Progress(out, "-Dlyss.seed=7", 200_000)) {
                    progress.make(60);
                    throw new IllegalStateException();
                  }
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(lines()).last().isEqualTo("ended after 60 of 200000 steps, -Dlyss.seed=7");
  }

  @Test
  void aRunOfABuildIsSilent() {
    try (Progress progress = new Progress(out, "-Dlyss.seed=7", 4_000)) {
      progress.make(4_000);
    }
    assertThat(lines()).isEmpty();
  }
}

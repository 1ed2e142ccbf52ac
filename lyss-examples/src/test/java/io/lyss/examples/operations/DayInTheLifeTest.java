package io.lyss.examples.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import io.lyss.throwaway.Whole;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@Whole(
    "misses that one step leads to the next; tests of migrating, jobs and the doctor take each alone")
class DayInTheLifeTest {

  private static final String DAY = run();

  private static String run() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DayInTheLife.run(
        ThrowawayPostgres.shared(),
        Optional.ofNullable(System.getProperty("lyss.pg.bin")),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    // roles belong to the server: doctors of other tests would find an owner who may connect to
    // their database
    try (ThrowawayDatabase any = ThrowawayPostgres.shared().database()) {
      any.execute("drop role lyss_day_owner, lyss_day_app");
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** A step of the day, by its number. */
  private static String step(int number) {
    return Arrays.stream(DAY.split("\n(?=\\d\\. )"))
        .filter(step -> step.startsWith(number + ". "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void rowsOfMonthsThatNobodyMadeAreSeen() {
    assertThat(step(2))
        .containsPattern("messages +\\d+ +[1-9]\\d*,?\\d* +-\\d+")
        .contains("The default partition of messages holds rows", "jobs are overdue");
  }

  @Test
  void theJobsCatchUpAndNoRowIsLost() {
    assertThat(step(3))
        .containsPattern("messages +\\d+ +0 +\\d+")
        .contains("0 jobs are overdue", "doctor finds nothing")
        .containsPattern("messages there: (\\d+), of \\1\n")
        .doesNotContain("FAILED");
  }

  @Test
  void theBackupIsRestoredOrTheOutputSaysWhyNot() {
    assertThat(step(4)).doesNotContain("OTHER ROWS");
    if (step(4).contains("skipped: ")) {
      assertThat(step(4)).contains("skipped: No pg_").contains("Install that version's client");
    } else {
      assertThat(step(4))
          .containsPattern("\\d+ rows of \\d+ tables backed up to")
          .contains("each table has as many rows as in the other, and validate finds nothing");
    }
  }

  @Test
  void aHostOfTheReleaseBeforeUpgradesAndLosesNothing() {
    assertThat(step(5))
        .containsPattern("its rows: [1-9]\\d* users, [1-9]\\d* providers, [1-9]\\d* conv")
        .contains("pending: V", "LYSS V")
        .containsSubsequence("files applied in", "validate finds nothing", "its rows: as they were")
        .endsWith("which of its files have been applied.\n");
  }
}

package io.lyss.examples.growing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayPostgres;
import io.lyss.throwaway.Whole;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@Whole("misses that one step leads to the next; tests of graduating, replicas and caches take each")
class GrowingTest {

  private static final String GROWN = run();

  private static String run() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ThrowawayPostgres postgres = ThrowawayPostgres.replicating()) {
      Growing.run(postgres, new PrintStream(out, true, StandardCharsets.UTF_8));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** A step, by its title. */
  private static String step(String title) {
    return Arrays.stream(GROWN.split("\n(?=\\d\\. )"))
        .filter(step -> step.contains(title))
        .findFirst()
        .orElseThrow();
  }

  /** The numbers that a pattern finds in a step. */
  private static long[] numbers(String step, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(step);
    assertThat(found.find()).as("%s in %s", pattern, step).isTrue();
    long[] numbers = new long[found.groupCount()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Long.parseLong(found.group(i + 1).replace(",", ""));
    }
    return numbers;
  }

  @Test
  void aQuestionCostsWhatIsPrinted() {
    assertThat(step("An organisation"))
        .containsPattern("takes [\\d.]+ (µs|ms|s), and [\\d.]+ (µs|ms|s) with a cache");
  }

  @Test
  void everythingIsMovedWhileSomebodyWrites() {
    String step = step("a tenant of five services");
    long[] said = numbers(step, "message (\\d+) was written here, (\\d+) is written there");
    assertThat(said[1]).as("no message is lost, and none is twice").isEqualTo(said[0] + 1);
    assertThat(said[0]).as("50, and what was written meanwhile").isGreaterThanOrEqualTo(75);
    long[] messages = numbers(step, "messages +([\\d,]+) +([\\d,]+)");
    assertThat(messages[1]).isEqualTo(4_750 + said[0]).isGreaterThanOrEqualTo(messages[0]);
    assertThat(step).containsPattern("nobody could write for [\\d.]+ (ms|s)");
  }

  @Test
  void everybodyMayUseWhatTheyCouldUse() {
    assertThat(step("a tenant of five services"))
        .contains("45 of 120 answers were yes; all are what they were");
  }

  /**
   * How late an answer was depends on the machine, so tests of caches check only that none came
   * from the database.
   */
  @Test
  void aTokenThatIsDisabledIsRefused() {
    assertThat(step("comes from a cache"))
        .containsPattern("may I create a token\\?\" takes [\\d.]+ (µs|ms) from the database")
        .containsPattern("whose token is it\\?\" takes [\\d.]+ (µs|ms) from the database")
        .containsPattern(
            "is disabled: after [\\d.]+ (µs|ms|s) and [\\d,]+ more questions it is DISABLED");
  }

  @Test
  void theReplicaReadsAndNobodyMissesWhatTheyHaveWritten() {
    String step = step("A replica");
    assertThat(step).contains("reads since then: {REPLICA=700}").contains(": {REPLICA=1}");
    long[] seen = numbers(step, "written message (\\d+) reads up to (\\d+), others up to (\\d+)");
    assertThat(seen[1]).isEqualTo(seen[0]);
    assertThat(seen[2]).isEqualTo(seen[0] - 1);
    assertThat(numbers(step, "caught up.*reads up to (\\d+)")[0]).isEqualTo(seen[0]);
  }
}

package io.lyss.throwaway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the quick run takes of this class, which is the same in any run: two of it are skipped. */
@OneIn(2)
class OneInTest {

  private static final List<String> RUN = new ArrayList<>();
  private static String given;

  @BeforeAll
  static void runQuickly() {
    given = System.getProperty(QuickRun.SETTING, "");
    System.setProperty(QuickRun.SETTING, QuickRun.QUICK);
  }

  @AfterAll
  static void oneOfTwoTestsAndOneOfTwoCasesWereRun() {
    System.setProperty(QuickRun.SETTING, given);
    assertThat(RUN).hasSize(2).containsAnyOf("one", "two").containsAnyOf("case 1", "case 2");
  }

  @Test
  void one() {
    RUN.add("one");
  }

  @Test
  void two() {
    RUN.add("two");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cases(int number) {
    RUN.add("case " + number);
  }
}

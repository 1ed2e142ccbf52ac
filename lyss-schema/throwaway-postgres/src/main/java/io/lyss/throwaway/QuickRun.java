package io.lyss.throwaway;

import org.junit.jupiter.api.Assumptions;

/**
 * The quick run of the tests, which {@code mvn verify} is, and what it leaves to the whole one: it
 * skips what is {@link Whole}, of many cases of one kind takes {@link OneIn} so many, the same each
 * time, and repeats what is left to chance less often. Whoever runs single tests runs all of their
 * cases.
 */
public final class QuickRun {

  static final String SETTING = "lyss.run";
  static final String QUICK = "quick";

  /** Why something is skipped. */
  static final String LEFT = "left to the whole run: mvn verify -Dlyss.tests=whole";

  private QuickRun() {}

  /**
   * Whether a case is run.
   *
   * @param oneIn so many
   * @param place of the case among the others
   */
  public static boolean takes(int oneIn, int place) {
    return !isOn() || Math.floorMod(place, oneIn) == 0;
  }

  /** How often something is repeated: in the quick run, a tenth of it. */
  public static int some(int all) {
    return isOn() ? Math.max(1, all / 10) : all;
  }

  private static boolean isOn() {
    return QUICK.equals(System.getProperty(SETTING));
  }

  /** Skips the test that calls it. */
  public static void leave() {
    Assumptions.abort(LEFT);
  }

  /** Skips the test that calls it, unless it is one in so many. */
  public static void goOn(int oneIn, int place) {
    if (!takes(oneIn, place)) {
      leave();
    }
  }
}

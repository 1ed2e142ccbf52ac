package io.lyss.throwaway;

/** How the time that something takes grows with its size. */
public final class Growth {

  /** Each is timed so often at most: whatever else the machine does ends in between. */
  private static final int ROUNDS = 40;

  private Growth() {}

  /** Something of a size. */
  public interface Work {
    void run(int size) throws Exception;
  }

  /**
   * Whether eight times the size takes less than 24 times as long: 8 times is with the size, 64
   * with its square. The least time of each counts, as other work on the machine only ever adds to
   * it.
   *
   * @param size so large that its time can be measured
   */
  public static boolean isLinear(int size, Work work) throws Exception {
    long small = Long.MAX_VALUE;
    long large = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      small = Math.min(small, nanos(size, work));
      large = Math.min(large, nanos(8 * size, work));
      if (round > 1 && large < 24 * small) {
        return true;
      }
    }
    return false;
  }

  private static long nanos(int size, Work work) throws Exception {
    long begin = System.nanoTime();
    work.run(size);
    return System.nanoTime() - begin;
  }
}

package io.lyss.schema.isolation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Rows of values, one for each parameter, in which each two values of each two parameters stand
 * together in some row: what fails does so by one value, or by two that meet.
 */
final class Pairwise {

  private static final int TRIES = 6;

  private Pairwise() {}

  /**
   * The rows, those first that hold the most pairs which no earlier one has. Where not all are
   * asked for, the others are not looked for: for some functions that takes a second, many times.
   *
   * @param values how many values each parameter has, at least one
   * @param most how many rows at most
   * @return for each parameter of each row, the place of its value
   */
  static List<int[]> of(int[] values, int most, Random random) {
    Set<Long> open = new HashSet<>();
    for (int one = 0; one < values.length; one++) {
      for (int other = one; other < values.length; other++) {
        for (int i = 0; i < values[one]; i++) {
          for (int j = 0; j < values[other]; j++) {
            // of one parameter, each value with itself
            if (one != other || i == j) {
              open.add(pair(one, i, other, j));
            }
          }
        }
      }
    }
    List<int[]> rows = new ArrayList<>();
    if (values.length == 0) {
      rows.add(new int[0]);
    }
    List<Long> order = new ArrayList<>(open);
    Collections.sort(order);
    Collections.shuffle(order, random);
    for (long next : order) {
      if (rows.size() == most) {
        break;
      }
      if (open.contains(next)) {
        int[] row = best(next, values, open, random);
        covered(row).forEach(open::remove);
        rows.add(row);
      }
    }
    return rows;
  }

  /** Of some rows with that pair, the one that has most of what is open. */
  private static int[] best(long pair, int[] values, Set<Long> open, Random random) {
    int[] best = new int[0];
    long most = -1;
    for (int i = 0; i < TRIES; i++) {
      int[] row = Arrays.stream(values).map(random::nextInt).toArray();
      row[(int) (pair >> 48)] = (int) (pair >> 32 & 0xFFFF);
      row[(int) (pair >> 16 & 0xFFFF)] = (int) (pair & 0xFFFF);
      long covers = covered(row).stream().filter(open::contains).count();
      if (covers > most) {
        best = row;
        most = covers;
      }
    }
    return best;
  }

  private static List<Long> covered(int[] row) {
    List<Long> pairs = new ArrayList<>();
    for (int one = 0; one < row.length; one++) {
      for (int other = one; other < row.length; other++) {
        pairs.add(pair(one, row[one], other, row[other]));
      }
    }
    return pairs;
  }

  private static long pair(int one, int value, int other, int itsValue) {
    return (long) one << 48 | (long) value << 32 | (long) other << 16 | itsValue;
  }
}

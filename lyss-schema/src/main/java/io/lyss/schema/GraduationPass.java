package io.lyss.schema;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The progress of a pass of a graduation.
 *
 * @param number the number of the pass, from 1
 * @param rows how many rows of each kind it has read; of conversations, messages, usage and
 *     adjustments only those that may have changed since the pass before
 */
public record GraduationPass(int number, SortedMap<String, Long> rows) {

  public GraduationPass {
    rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
  }

  /**
   * How many rows the organisation may have written since the pass before; about as many are left
   * for the next one.
   */
  public long changed() {
    return rows.entrySet().stream()
        .filter(kind -> GraduationKind.named(kind.getKey()).inBatches())
        .mapToLong(java.util.Map.Entry::getValue)
        .sum();
  }
}

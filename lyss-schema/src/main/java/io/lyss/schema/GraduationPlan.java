package io.lyss.schema;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a graduation would do, as of now.
 *
 * @param rows how many rows of each kind are copied
 * @param gaps what has no counterpart in the services or another form there, and how often it
 *     occurs: for people to read
 * @param refusals why it cannot be done; empty if it can
 */
public record GraduationPlan(
    SortedMap<String, Long> rows, SortedMap<String, Long> gaps, List<String> refusals) {

  public GraduationPlan {
    rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    gaps = Collections.unmodifiableSortedMap(new TreeMap<>(gaps));
    refusals = List.copyOf(refusals);
  }
}

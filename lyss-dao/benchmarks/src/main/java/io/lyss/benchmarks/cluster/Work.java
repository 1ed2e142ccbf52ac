package io.lyss.benchmarks.cluster;

import java.util.Locale;

/** What a client of a tenant does. */
enum Work {
  READ,
  PAGE,
  APPEND,
  RESERVE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

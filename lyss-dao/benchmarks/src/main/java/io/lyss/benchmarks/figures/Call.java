package io.lyss.benchmarks.figures;

import java.sql.SQLException;

/** A measured call. */
@FunctionalInterface
public interface Call {

  /**
   * @param n the number of the call, so that calls use different rows
   */
  void run(int n) throws SQLException;
}

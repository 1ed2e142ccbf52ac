package io.lyss.benchmarks.figures;

import java.sql.SQLException;

/** A call that is measured. */
@FunctionalInterface
public interface Call {

  /**
   * @param n the how manyth call this is, so that calls are about different rows
   */
  void run(int n) throws SQLException;
}

package io.lyss.schema;

import java.sql.SQLException;

/**
 * What has to be done at the end of work, whether it failed or not. A {@code try} that closes it
 * throws why the work has failed, also where the end fails, too.
 */
@FunctionalInterface
interface Ending extends AutoCloseable {

  @Override
  void close() throws SQLException;
}

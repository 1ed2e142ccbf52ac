package io.lyss.dao.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.sql.DataSource;
import org.postgresql.ds.common.BaseDataSource;

/** A primary that has a replica, where one data source is handed about. */
public final class Replicated extends BaseDataSource implements DataSource {

  private static final long serialVersionUID = 1;

  private final transient DataSource primary;
  private final transient DataSource replica;

  public Replicated(DataSource primary, DataSource replica) {
    this.primary = primary;
    this.replica = replica;
  }

  /** What is over a data source, and over its replica if it has one. */
  public static <T> T over(
      DataSource dataSource,
      Function<DataSource, T> one,
      BiFunction<DataSource, DataSource, T> both) {
    return dataSource instanceof Replicated pair
        ? both.apply(pair.primary, pair.replica)
        : one.apply(dataSource);
  }

  @Override
  public String getDescription() {
    return "a primary and a replica";
  }

  @Override
  public Connection getConnection() throws SQLException {
    return primary.getConnection();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return primary.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return primary.isWrapperFor(type);
  }
}

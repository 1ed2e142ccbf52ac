package io.lyss.dao.testing;

import io.lyss.dao.ScopeSigner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.postgresql.ds.common.BaseDataSource;

/** A database whose scopes have to be signed, where one data source is handed about. */
public final class Signed extends BaseDataSource implements DataSource {

  private static final long serialVersionUID = 1;

  private static final String KEY_NAME = "tests";
  private static final byte[] KEY = new byte[32];

  private final transient DataSource dataSource;

  /**
   * @param database from now on its scopes have to be signed
   */
  public Signed(DataSource dataSource, TestDatabase database, String schema) {
    this.dataSource = dataSource;
    database
        .database()
        .execute(
            "select %1$s.add_scope_key('%2$s', decode('%3$s', 'hex')); select %1$s.require_signed_scopes()"
                .formatted(schema, KEY_NAME, HexFormat.of().formatHex(KEY)));
  }

  /** A service over a data source, which signs if it has to. */
  public static <T> T by(DataSource dataSource, T service, BiFunction<T, ScopeSigner, T> signing) {
    return dataSource instanceof Signed
        ? signing.apply(service, ScopeSigner.of(KEY_NAME, KEY).boundToConnection())
        : service;
  }

  @Override
  public String getDescription() {
    return "a database whose scopes have to be signed";
  }

  @Override
  public Connection getConnection() throws SQLException {
    return dataSource.getConnection();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return dataSource.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return dataSource.isWrapperFor(type);
  }
}

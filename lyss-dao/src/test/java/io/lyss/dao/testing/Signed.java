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
  private final transient TestDatabase database;
  private final String schema;

  /**
   * @param database from now on its scopes have to be signed
   */
  public Signed(DataSource dataSource, TestDatabase database, String schema) {
    this.dataSource = dataSource;
    this.database = database;
    this.schema = schema;
    database
        .database()
        .execute(
            "select %s.add_scope_key('%s', decode('%s', 'hex'))"
                .formatted(schema, KEY_NAME, HexFormat.of().formatHex(KEY)));
    require(true);
  }

  /** Whether scopes have to be signed from now on. */
  public void require(boolean required) {
    database.query(
        "select %s.%s()"
            .formatted(schema, required ? "require_signed_scopes" : "accept_unsigned_scopes"));
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

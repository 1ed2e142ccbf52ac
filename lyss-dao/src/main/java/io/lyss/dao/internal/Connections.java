package io.lyss.dao.internal;

import io.lyss.dao.AccessCache;
import io.lyss.dao.CallListener;
import io.lyss.dao.HostDataSource;
import io.lyss.dao.ScopeSigner;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * What the host supplies: the source of connections, whether they are in a transaction of the host,
 * the listener of calls, and the signer of scopes.
 *
 * <p>Thread-safe.
 */
public final class Connections {

  // A pool without auto-commit may have begun a transaction to see whether a connection is alive.
  // Such a transaction has done nothing, so it locks nothing.
  private static final String LOCKS_SOMETHING =
      """
      select exists (
        select from pg_catalog.pg_locks
        where pid = pg_catalog.pg_backend_pid()
          and (locktype <> 'virtualxid')
          and (relation is null or relation <> 'pg_catalog.pg_locks'::pg_catalog.regclass))
      """;

  // Pools that never return a connection which is in use.
  private static final Set<String> POOLS =
      Set.of(
          "com.zaxxer.hikari.HikariDataSource",
          "org.apache.commons.dbcp2.BasicDataSource",
          "org.apache.tomcat.jdbc.pool.DataSource",
          "org.postgresql.ds.PGSimpleDataSource");

  private final DataSource dataSource;
  private final @Nullable Listening listening;
  private final @Nullable Replica replica;
  private final @Nullable ScopeSigner signer;
  private final @Nullable Caching caching;
  private final PooledRunner runner = new PooledRunner(this, null);
  private volatile boolean handsOutAutoCommit;

  public Connections(DataSource dataSource) {
    this(Objects.requireNonNull(dataSource, "dataSource"), null, null, null, null);
  }

  /** The same, with a replica for reads. */
  public Connections(DataSource primary, DataSource replica) {
    this(
        Objects.requireNonNull(primary, "primary"),
        null,
        new Replica(replica, Replica.MAX_STALENESS),
        null,
        null);
  }

  private Connections(
      DataSource dataSource,
      @Nullable Listening listening,
      @Nullable Replica replica,
      @Nullable ScopeSigner signer,
      @Nullable Caching caching) {
    this.dataSource = dataSource;
    this.listening = listening;
    this.replica = replica;
    this.signer = signer;
    this.caching = caching;
  }

  /** The same with a further listener. */
  public Connections listener(CallListener listener) {
    return new Connections(
        dataSource, Listening.more(listening, listener), replica, signer, caching);
  }

  /**
   * The same, with another limit for how stale a replica may be.
   *
   * @throws IllegalStateException if there is none
   */
  public Connections maxStaleness(Duration longest) {
    if (replica == null) {
      throw new IllegalStateException(
          "There is no replica that could be stale: name one, over(primary, replica)");
    }
    return new Connections(dataSource, listening, replica.maxStaleness(longest), signer, caching);
  }

  /** The same, whose scopes are signed. */
  public Connections signer(ScopeSigner with) {
    return new Connections(
        dataSource, listening, replica, Objects.requireNonNull(with, "signer"), caching);
  }

  /** The signer of scopes; null if they are not signed. */
  public @Nullable ScopeSigner signer() {
    return signer;
  }

  /**
   * The same, with a cache of answers.
   *
   * @param longest how late an answer may be, up to a minute
   * @throws IllegalArgumentException if that is nothing, or more
   */
  public Connections cache(AccessCache cache, Duration longest) {
    return new Connections(dataSource, listening, replica, signer, new Caching(cache, longest));
  }

  @Nullable Caching caching() {
    return caching;
  }

  @Nullable Replica replica() {
    return replica;
  }

  @Nullable Listening listening() {
    return listening;
  }

  Connection get() throws SQLException {
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /**
   * Whether a connection would be in a transaction of the host now, so that a read belongs there.
   * No connection is borrowed if the source cannot be in a transaction. If none can be borrowed,
   * the host has no transaction to join.
   */
  boolean comesInHostsTransaction() {
    if (POOLS.contains(dataSource.getClass().getName())
        || dataSource instanceof HostDataSource host && !host.mayBeInTransaction()) {
      return false;
    }
    try (Connection connection = get()) {
      return isInHostsTransaction(connection);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Whether the host has begun a transaction on a connection, and will end it. */
  boolean isInHostsTransaction(Connection connection) throws SQLException {
    try {
      return dataSource instanceof HostDataSource host
          ? host.isInTransaction(connection)
          : looksJoined(connection);
    } catch (SQLException e) {
      // some data sources connect when a connection is first used
      throw unavailable(e);
    }
  }

  /**
   * Makes an exception for a pool without a connection. A pool does not always report why, such as
   * when it is closed.
   */
  private static SQLException unavailable(SQLException e) {
    return e.getSQLState() == null ? new SQLTransientConnectionException(e.getMessage(), e) : e;
  }

  private boolean looksJoined(Connection connection) throws SQLException {
    if (connection.getAutoCommit()) {
      handsOutAutoCommit = true;
      return false;
    }
    return handsOutAutoCommit
        || SpringTransactions.isIn(connection)
        || isBegun(connection) && locksSomething(connection);
  }

  private static boolean isBegun(Connection connection) throws SQLException {
    return connection.isWrapperFor(BaseConnection.class)
        && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
  }

  /** Runs each statement in a transaction of its own, where there is no replica. */
  PooledRunner runner() {
    return runner;
  }

  private static boolean locksSomething(Connection connection) throws SQLException {
    if (connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
      return true;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LOCKS_SOMETHING)) {
      row.next();
      return row.getBoolean(1);
    }
  }
}

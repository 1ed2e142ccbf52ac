package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.UnavailableException;
import io.lyss.dao.session.Session;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Without a connection a call fails as unavailable, which a host answers with "try again later":
 * from a pool that is closed, on a connection that is closed, on one whose server process has
 * ended, alone and in a transaction of the host. Nothing is written, and over a pool that is well
 * it answers.
 */
public final class Disconnected<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  private static final String RUNS = "select pid from pg_stat_activity where pid = %d";

  private final Bench<S, W> bench;
  private final HikariDataSource closedPool;
  private final Connection closed;

  Disconnected(Bench<S, W> bench) throws SQLException {
    this.bench = bench;
    closedPool = bench.database().pool(1);
    closedPool.close();
    closed = open();
    closed.close();
  }

  @Override
  public String name() {
    return "says that the database is unavailable where there is no connection";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    W world = bench.world(line.caller());
    @Nullable Object[] arguments = line.arguments(world);
    List<String> before = bench.content();
    isUnavailable(line, () -> line.call(world, closedPool, arguments));
    isUnavailable(line, () -> line.call(world, handing(closed), arguments));
    isUnavailable(line, () -> joined(line, world, closed, arguments));
    // starting and ending a process takes longer than most calls, so each call loses only one
    try (Connection dead = open();
        Statement statement = dead.createStatement()) {
      if (line.toString().hashCode() % 2 == 0) {
        dead.setAutoCommit(false);
        statement.execute("select");
        end(dead);
        isUnavailable(line, () -> joined(line, world, dead, arguments));
      } else {
        end(dead);
        isUnavailable(line, () -> line.call(world, handing(dead), arguments));
        // by now the driver knows that the connection is broken
        isUnavailable(line, () -> line.call(world, handing(dead), arguments));
      }
    }
    assertThat(bench.content()).isEqualTo(before);
    line.call(world, bench.one(), arguments);
  }

  private void joined(Line<S, W> line, W world, Connection host, @Nullable Object[] arguments) {
    S joined = world.session(closedPool, world.caller()).joining(host);
    line.call(world, joined, closedPool, arguments);
  }

  private void isUnavailable(Line<S, W> line, ThrowingCallable call) {
    assertThatExceptionOfType(UnavailableException.class)
        .as("%s", line)
        .isThrownBy(call)
        .satisfies(
            e -> {
              // a closed pool has no SQLSTATE for it
              assertThat(e.sqlState()).matches("|08...|57P01");
              assertThat(e.retryAfter()).isPositive();
            });
  }

  private Connection open() throws SQLException {
    HikariConfig config = bench.database().config(1);
    return DriverManager.getConnection(
        config.getJdbcUrl(), config.getUsername(), config.getPassword());
  }

  private void end(Connection connection) throws SQLException {
    int process = connection.unwrap(PGConnection.class).getBackendPID();
    bench.database().query("select pg_terminate_backend(%d)".formatted(process));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    // pg_terminate_backend(process, timeout) would look once in a tenth of a second
    while (!bench.database().query(RUNS.formatted(process)).isEmpty()) {
      assertThat(System.nanoTime()).as("the process ends within a minute").isLessThan(end);
    }
  }

  /** A pool that hands out this connection, well or not. */
  private static DataSource handing(Connection connection) {
    return (DataSource)
        Proxy.newProxyInstance(
            Disconnected.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (pool, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                return connection;
              }
              throw new UnsupportedOperationException(method.toString());
            });
  }
}

package io.lyss.dao.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;

/** Counts round trips on the wire, of calls on a pool of one connection. */
public final class RoundTrips implements AutoCloseable {

  // Past the fifth execution the driver works with statements prepared on the server.
  public static final int WARM = 8;

  private final BurstCounter counter;
  private final HikariDataSource pool;

  public RoundTrips(TestDatabase database) throws IOException {
    URI server = URI.create(database.database().jdbcUrl().substring("jdbc:".length()));
    counter = new BurstCounter(server.getPort());
    HikariConfig config = database.config(1);
    config.setJdbcUrl("jdbc:postgresql://localhost:" + counter.port() + server.getPath());
    pool = new HikariDataSource(config);
  }

  public HikariDataSource pool() {
    return pool;
  }

  /** What is counted. */
  public interface Call {
    void run() throws SQLException;
  }

  /** How many round trips there were up to now. */
  public int count() {
    return counter.count();
  }

  // The pool tests a connection that was idle for half a second, which happens on a slow machine.
  // So
  // the least of three counts is taken; no call needs fewer round trips than that.
  public int of(Call call) throws SQLException {
    return upTo(0, call);
  }

  /** The same, counted once if that comes to what is expected. */
  public int upTo(int expected, Call call) throws SQLException {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < 3 && least > expected; i++) {
      int before = counter.count();
      call.run();
      least = Math.min(least, counter.count() - before);
    }
    return least;
  }

  @Override
  public void close() throws IOException {
    pool.close();
    counter.close();
  }
}

package io.lyss.benchmarks.figures;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * One side of a comparison: a call, on one connection of its own, whose backend's processor time is
 * counted. Elapsed time would also measure the other programs of the machine. Both run on one
 * {@link Processor}.
 */
public final class Side implements AutoCloseable {

  private final HikariDataSource pool;
  private final Call call;
  private final Path backend;
  private boolean isPinned;
  private int calls;

  Side(HikariDataSource pool, Function<DataSource, Call> call) throws SQLException {
    this.pool = pool;
    this.call = call.apply(pool);
    try (Connection connection = pool.getConnection()) {
      backend =
          Path.of("/proc/" + connection.unwrap(PGConnection.class).getBackendPID() + "/schedstat");
    }
  }

  /** Microseconds of processor time of client and server that a call takes, over so many. */
  public double slice(int count) {
    return pinned(
        () -> {
          long client = client();
          long server = server();
          call(count);
          return (client() - client + server() - server) / 1000.0 / count;
        });
  }

  /** The same of the server alone. */
  double serverSlice(int count) {
    return pinned(
        () -> {
          long server = server();
          call(count);
          return (server() - server) / 1000.0 / count;
        });
  }

  /** Microseconds that a call takes, as elapsed time: the median of so many calls. */
  double time(int count) throws SQLException {
    double[] microseconds = new double[count];
    for (int i = 0; i < count; i++) {
      long begun = System.nanoTime();
      call.run(calls++);
      microseconds[i] = (System.nanoTime() - begun) / 1000.0;
    }
    return Measured.of(microseconds).median();
  }

  /** Bytes that the client allocates in a call, over so many. */
  double allocated(int count) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return pinned(
        () -> {
          long before = threads.getCurrentThreadAllocatedBytes();
          call(count);
          return (double) (threads.getCurrentThreadAllocatedBytes() - before) / count;
        });
  }

  /** Calls so often, and measures nothing. */
  void run(int count) {
    pinned(
        () -> {
          call(count);
          return null;
        });
  }

  private void call(int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      call.run(calls++);
    }
  }

  private <T> T pinned(Callable<T> work) {
    if (!isPinned) {
      Processor.pin(backend.getParent().getFileName().toString());
      isPinned = true;
    }
    return Processor.on(work);
  }

  private static long client() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  // nanoseconds on a processor; the value is complete once the backend waits for its client
  private long server() {
    try {
      return Long.parseLong(Files.readString(backend).split(" ")[0]);
    } catch (IOException e) {
      throw new IllegalStateException(
          "The server's processor time cannot be read: run it on this machine, on Linux", e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}

package io.lyss.dao.session;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A host in a process of its own. It delivers events, and records each that it has handled, until
 * its input ends.
 */
final class DeliveringHost {

  /** What a host prints when it is within the event at which it is to be killed. */
  static final String WITHIN = "within";

  /** When a host stops within an event, for somebody to kill it. */
  enum Dies {
    NEVER,
    BEFORE_IT_HANDLES,
    AFTER_IT_HANDLED
  }

  /** The number of that event. */
  static final int LAST = 7;

  /** On the coordinator, if the server is a cluster. */
  static final String RECORD =
      """
      create table public.handled (
        id bigint generated always as identity, host text, key text, number integer, alone boolean
      );
      grant insert on public.handled to %s;
      """
          .formatted(TestDatabase.APP);

  private final String name;
  private final Dies dies;
  private final Connection own;

  private DeliveringHost(String name, Dies dies, Connection own) {
    this.name = name;
    this.dies = dies;
    this.own = own;
  }

  /** One of those that die has its keys for an hour, others for longer than a clock is moved. */
  private Duration lease() {
    return dies == Dies.NEVER ? Duration.ofDays(365) : Duration.ofHours(1);
  }

  static Process start(String name, String url, Dies dies) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            DeliveringHost.class.getName(),
            name,
            url,
            dies.name())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String... arguments) throws Exception {
    Thread input =
        new Thread(
            () -> {
              try {
                System.in.transferTo(System.err);
              } catch (IOException e) {
                // it has ended, too
              }
              Runtime.getRuntime().halt(0);
            });
    input.setDaemon(true);
    input.start();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(arguments[1]);
    config.setUsername(TestDatabase.APP);
    config.setPassword(TestDatabase.APP);
    config.setMaximumPoolSize(2);
    try (HikariDataSource pool = new HikariDataSource(config);
        Connection own =
            DriverManager.getConnection(arguments[1], TestDatabase.APP, TestDatabase.APP)) {
      new DeliveringHost(arguments[0], Dies.valueOf(arguments[2]), own)
          .deliver(new BareService(pool, LyssDatabase.USER).asSystem("test").events());
    }
  }

  private void deliver(EventDao events) {
    while (true) {
      if (events.deliver(2, lease(), this::handle).handled() == 0) {
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
    }
  }

  /** Has a lock of the key meanwhile, which ends with the process. */
  private void handle(Event event) {
    int number = TestServices.number(event);
    try {
      boolean alone = lock("pg_try_advisory_lock", event.key());
      if (number == LAST && dies == Dies.BEFORE_IT_HANDLES) {
        waitForTheEnd();
      }
      try (PreparedStatement record =
          own.prepareStatement("insert into public.handled values (default, ?, ?, ?, ?)")) {
        record.setString(1, name);
        record.setString(2, event.key());
        record.setInt(3, number);
        record.setBoolean(4, alone);
        record.execute();
      }
      if (number == LAST && dies == Dies.AFTER_IT_HANDLED) {
        waitForTheEnd();
      }
      lock("pg_advisory_unlock", event.key());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean lock(String function, String key) throws SQLException {
    try (PreparedStatement lock = own.prepareStatement("select " + function + "(hashtext(?))")) {
      lock.setString(1, key);
      try (ResultSet row = lock.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static void waitForTheEnd() {
    System.out.println(WITHIN);
    while (true) {
      LockSupport.park();
    }
  }
}

package io.lyss.dao.graduation;

import io.lyss.dao.testing.Proxied;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Connections of a process that is killed at one of its commits: just before, or just after. */
final class Mortal {

  static final String KILLED = "killed";

  private final AtomicInteger left;
  private final boolean after;

  Mortal(int commits, boolean after) {
    this.left = new AtomicInteger(commits);
    this.after = after;
  }

  DataSource of(DataSource real) {
    return Proxied.of(
        DataSource.class,
        real,
        (name, call) ->
            name.equals("getConnection") ? mortal((Connection) call.run()) : call.run());
  }

  private Connection mortal(Connection real) {
    return Proxied.of(
        Connection.class,
        real,
        (name, call) -> {
          if (!name.equals("commit")) {
            return call.run();
          }
          int now = left.getAndDecrement();
          if (now == 0 && !after) {
            throw new SQLException(KILLED);
          }
          Object done = call.run();
          if (now == 0) {
            throw new SQLException(KILLED);
          }
          return done;
        });
  }
}

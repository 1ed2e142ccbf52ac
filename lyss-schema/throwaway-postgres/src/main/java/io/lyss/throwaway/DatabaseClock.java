package io.lyss.throwaway;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The clock by which the schemas of LYSS in a database decide what has expired or is due, for tests
 * to move. What happens is recorded with the real time all the same.
 *
 * <p>Thread-safe.
 */
public final class DatabaseClock {

  private static final String REAL_TIME = "%s";

  private final ThrowawayDatabase database;
  private final List<String> schemas;
  private String time = REAL_TIME;

  /**
   * @param schemas migrated schemas of the database
   */
  public DatabaseClock(ThrowawayDatabase database, List<String> schemas) {
    this.database = database;
    this.schemas = List.copyOf(schemas);
  }

  /** Moves it ahead from where it is, or back. */
  public synchronized void move(Duration ahead) {
    set(time + " + interval '" + ahead + "'");
  }

  /** Stops it at a time. */
  public synchronized void stop(Instant at) {
    set("timestamptz '" + at + "'");
  }

  /** Lets it tell the real time again. */
  public synchronized void reset() {
    if (!time.equals(REAL_TIME)) {
      set(REAL_TIME);
    }
  }

  private void set(String newTime) {
    database.execute(
        schemas.stream()
            .map(
                schema ->
                    """
                    create or replace function %1$s.statement_time() returns timestamptz
                    language sql stable parallel safe return %2$s;
                    create or replace function %1$s.wall_time() returns timestamptz
                    language sql volatile parallel safe return %3$s;
                    """
                        .formatted(
                            schema,
                            newTime.formatted("statement_timestamp()"),
                            newTime.formatted("clock_timestamp()")))
            .collect(Collectors.joining()));
    time = newTime;
  }
}

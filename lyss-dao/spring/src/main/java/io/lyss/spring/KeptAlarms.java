package io.lyss.spring;

import io.lyss.schema.HealthAlarms;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssHealth;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The alarms of a database as they were read last, for callers that ask often and must not wait.
 */
final class KeptAlarms {

  private static final Log LOG = LogFactory.getLog(KeptAlarms.class);

  private final LyssDatabase database;
  private final LyssHealth health;
  private final Duration every;
  private final Executor reader;
  private volatile Optional<HealthAlarms> last = Optional.empty();
  private boolean reading;
  private @Nullable Long begun;
  private boolean failed;

  KeptAlarms(LyssDatabase database, LyssHealth health, Duration every, Executor reader) {
    this.database = database;
    this.health = health;
    this.every = every;
    this.reader = reader;
  }

  /** The alarms as read last; empty before the first reading, and after one that failed. */
  Optional<HealthAlarms> get() {
    if (begins()) {
      reader.execute(this::read);
    }
    return last;
  }

  private synchronized boolean begins() {
    long now = System.nanoTime();
    if (reading || begun != null && now - begun < every.toNanos()) {
      return false;
    }
    reading = true;
    begun = now;
    return true;
  }

  private void read() {
    try {
      last = Optional.of(health.alarms());
      failed = false;
    } catch (RuntimeException e) {
      last = Optional.empty();
      // logged once until a reading succeeds, because there is one each minute
      if (!failed) {
        LOG.warn("The alarms of LYSS %s could not be read".formatted(database), e);
      }
      failed = true;
    } finally {
      synchronized (this) {
        reading = false;
      }
    }
  }
}

package io.lyss.spring;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMaintenance;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs due jobs in the databases that name a login for jobs. Every host does so: a job is claimed
 * in its database, so one host runs it and the others go on to the next job.
 */
public final class LyssJobs implements SmartLifecycle {

  private static final Log LOG = LogFactory.getLog(LyssJobs.class);

  private final Map<LyssDatabase, LyssMaintenance> jobs = new EnumMap<>(LyssDatabase.class);
  private final Duration every;
  private @Nullable ScheduledExecutorService scheduler;

  LyssJobs(LyssProperties properties, LyssDatabases databases, BeanFactory beans) {
    every = properties.jobsEvery();
    properties
        .databases()
        .forEach(
            (database, settings) -> {
              if (settings.jobsDataSource() != null) {
                LyssMaintenance maintenance =
                    LyssMaintenance.of(
                            database,
                            LyssDatabases.jobs(database, settings.jobsDataSource(), beans))
                        .schema(databases.schema(database));
                jobs.put(
                    database,
                    databases.signature(database).map(maintenance::signer).orElse(maintenance));
              }
            });
  }

  @Override
  public synchronized void start() {
    if (jobs.isEmpty() || scheduler != null) {
      return;
    }
    scheduler =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "lyss-jobs");
              thread.setDaemon(true);
              return thread;
            });
    long pause = every.toMillis();
    // a random delay, so that hosts which start together do not look together
    scheduler.scheduleWithFixedDelay(
        this::runDue, ThreadLocalRandom.current().nextLong(pause), pause, TimeUnit.MILLISECONDS);
  }

  private void runDue() {
    jobs.forEach(
        (database, maintenance) -> {
          try {
            maintenance.runDue(every, run -> log(database, run));
          } catch (RuntimeException e) {
            LOG.warn("The jobs of LYSS %s could not be run".formatted(database), e);
          }
        });
  }

  private static void log(LyssDatabase database, LyssMaintenance.Run run) {
    if (run.error().isPresent()) {
      LOG.warn(
          "LYSS %s: the job %s has failed and will be tried again: %s"
              .formatted(database, run.job(), run.error().get()));
    } else if (LOG.isDebugEnabled()) {
      LOG.debug(
          "LYSS %s: %s, %d in %d ms"
              .formatted(database, run.job(), run.done(), run.took().toMillis()));
    }
  }

  /** Waits a moment for the job that is running. If it has not ended by then, it is rolled back. */
  @Override
  public synchronized void stop() {
    if (scheduler == null) {
      return;
    }
    scheduler.shutdown();
    try {
      if (!scheduler.awaitTermination(10, TimeUnit.SECONDS)) {
        scheduler.shutdownNow();
      }
    } catch (InterruptedException e) {
      scheduler.shutdownNow();
      Thread.currentThread().interrupt();
    }
    scheduler = null;
  }

  @Override
  public synchronized boolean isRunning() {
    return scheduler != null;
  }
}

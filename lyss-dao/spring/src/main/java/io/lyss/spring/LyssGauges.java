package io.lyss.spring;

import io.lyss.schema.HealthAlarms;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.beans.factory.BeanFactory;

/**
 * The alarms of each database that names a login for jobs, as gauges: when one rises, a monitor has
 * to call somebody.
 *
 * <p>A gauge never waits for a database. It returns the value that was read last, or NaN if there
 * is none or the last reading failed. A thread of its own reads when a gauge is asked and the last
 * reading began a minute ago or earlier.
 */
final class LyssGauges implements MeterBinder, AutoCloseable {

  private final Map<LyssDatabase, KeptAlarms> alarms = new EnumMap<>(LyssDatabase.class);
  private final ThreadPoolExecutor reader;

  LyssGauges(
      LyssProperties properties, LyssDatabases databases, BeanFactory beans, Duration every) {
    reader =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "lyss-gauges");
              thread.setDaemon(true);
              return thread;
            },
            // while the host ends, gauges return the values read last
            new ThreadPoolExecutor.DiscardPolicy());
    reader.allowCoreThreadTimeOut(true);
    properties
        .databases()
        .forEach(
            (database, settings) -> {
              if (settings.jobsDataSource() != null) {
                LyssHealth health =
                    LyssHealth.of(
                            database,
                            LyssDatabases.jobs(database, settings.jobsDataSource(), beans))
                        .schema(databases.schema(database));
                alarms.put(
                    database,
                    new KeptAlarms(
                        database,
                        databases.signature(database).map(health::signer).orElse(health),
                        every,
                        reader));
              }
            });
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    alarms.forEach(
        (database, kept) -> {
          gauge(
              registry,
              database,
              kept,
              "lyss.partitions.default.rows",
              "Rows that came for months that had no partition",
              HealthAlarms::defaultRows);
          gauge(
              registry,
              database,
              kept,
              "lyss.partitions.days.left",
              "For how many days there are partitions",
              found -> found.daysLeft().isPresent() ? found.daysLeft().getAsInt() : Double.NaN);
          gauge(
              registry,
              database,
              kept,
              "lyss.jobs.overdue",
              "Jobs that nothing runs, or that go on failing",
              HealthAlarms::overdueJobs);
          gauge(
              registry,
              database,
              kept,
              "lyss.jobs.failing",
              "Jobs that failed when they ran last",
              HealthAlarms::failingJobs);
        });
  }

  private static void gauge(
      MeterRegistry registry,
      LyssDatabase database,
      KeptAlarms kept,
      String name,
      String description,
      ToDoubleFunction<HealthAlarms> value) {
    Gauge.builder(name, () -> kept.get().map(value::applyAsDouble).orElse(Double.NaN))
        .description(description)
        .tag("database", database.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}

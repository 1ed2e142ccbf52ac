package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.CallListener;
import io.lyss.dao.Ciphertext;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.schema.LyssDatabase;
import io.lyss.test.LyssTest;
import io.lyss.test.LyssTestDatabase;
import io.lyss.test.TestLogin;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a host sees of its calls, and the jobs that it runs. */
@LyssTest(LyssDatabase.PLATFORM)
class ObservedHostTest {

  private static final Ciphertext KEY = Ciphertext.of("test:" + "A".repeat(40));

  private final LyssTestDatabase database;

  ObservedHostTest(LyssTestDatabase database) {
    this.database = database;
  }

  private ApplicationContextRunner host() {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .withBean(
            "app",
            HikariDataSource.class,
            () -> pool(database.application()),
            definition -> definition.setPrimary(true))
        .withBean("jobs", HikariDataSource.class, () -> pool(database.jobs()))
        .withPropertyValues("lyss.databases.platform.at-start=nothing");
  }

  private HikariDataSource pool(TestLogin login) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(login.username());
    pool.setPassword(login.password());
    pool.setMaximumPoolSize(1);
    return pool;
  }

  /** Records metrics and spans in place of a host's. */
  private static final class Seen implements ObservationHandler<Observation.Context> {
    private final List<String> stopped = new CopyOnWriteArrayList<>();
    private final List<String> inside = new CopyOnWriteArrayList<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();

    @Override
    public void onScopeOpened(Observation.Context context) {
      inside.add(context.getContextualName());
    }

    @Override
    public void onScopeClosed(Observation.Context context) {
      inside.remove(context.getContextualName());
      closed.add(context.getContextualName());
    }

    @Override
    public void onStop(Observation.Context context) {
      assertThat(inside).as("scopes that are open when it stops").isEmpty();
      List<String> keys = new ArrayList<>();
      StreamSupport.stream(context.getAllKeyValues().spliterator(), false)
          .forEach(each -> keys.add(each.getKey() + "=" + each.getValue()));
      stopped.add(context.getName() + " " + keys);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }

  @Test
  void aCallIsAnObservation() {
    Seen seen = new Seen();
    ObservationRegistry registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(seen);
    int ann = database.organisation().user("ann").id();
    host()
        .withBean(ObservationRegistry.class, () -> registry)
        .run(
            context -> {
              PlatformSession me = context.getBean(Platform.class).asUser(ann);
              NewProvider mine = NewProvider.of("Secret name", ProviderKind.OPENAI, KEY);
              me.providers().createPersonal(mine);
              Assertions.assertThatExceptionOfType(ConflictException.class)
                  .isThrownBy(() -> me.providers().createPersonal(mine));
              assertThat(seen.closed)
                  .containsExactly("ProviderDao.createPersonal", "ProviderDao.createPersonal");
              assertThat(seen.stopped)
                  .containsExactly(
                      "lyss.call [call=ProviderDao.createPersonal, database=platform, outcome=ok,"
                          + " route=primary, rows=1]",
                      "lyss.call [call=ProviderDao.createPersonal, database=platform,"
                          + " outcome=ConflictException, route=primary, rows=0]");
              assertThat(registry.getCurrentObservation()).as("left behind").isNull();
            });
  }

  @Test
  void aHostWithoutMicrometerOrWithoutWishForItHasNoObservations() {
    host()
        .withPropertyValues("lyss.observations=false")
        .run(context -> assertThat(context).doesNotHaveBean(CallObservations.class));
    host()
        .withClassLoader(new FilteredClassLoader(ObservationRegistry.class))
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(Platform.class);
              assertThat(context).doesNotHaveBean("lyssObservations");
            });
  }

  @Test
  void aListenerIsABean() {
    List<FinishedCall> heard = new ArrayList<>();
    int bob = database.organisation().user("bob").id();
    host()
        .withBean(CallListener.class, () -> CallListener.atEnd(heard::add))
        .withPropertyValues("lyss.slow-calls=1h")
        .run(
            context -> {
              context.getBean(Platform.class).asUser(bob).users().get(bob);
              assertThat(context).hasBean("lyssSlowCalls");
              assertThat(heard).extracting(FinishedCall::name).containsExactly("UserDao.find");
            });
  }

  @Test
  void jobsRunWhereTheLoginForThemIsNamed() {
    host().run(context -> assertThat(context.getBean(LyssJobs.class).isRunning()).isFalse());
    String neverRun = "select count(*) from lyss_platform.maintenance where started_at is null";
    JdbcTemplate superuser = new JdbcTemplate(database.superuserDataSource());
    host()
        .withPropertyValues("lyss.databases.platform.jobs-data-source=jobs", "lyss.jobs-every=50ms")
        .run(
            context -> {
              LyssJobs jobs = context.getBean(LyssJobs.class);
              assertThat(jobs.isRunning()).isTrue();
              long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
              while (superuser.queryForObject(neverRun, Integer.class) > 0) {
                assertThat(System.nanoTime()).as("all jobs have run in time").isLessThan(end);
                Thread.sleep(50);
              }
              jobs.stop();
              assertThat(jobs.isRunning()).isFalse();
            });
  }

  @Test
  void alarmsAreGaugesAndNobodyWaitsForThem() {
    JdbcTemplate superuser = new JdbcTemplate(database.superuserDataSource());
    host()
        .withPropertyValues("lyss.databases.platform.jobs-data-source=jobs", "lyss.jobs-every=1h")
        .run(
            context -> {
              context.getBean(LyssJobs.class).stop();
              try (LyssGauges gauges = gauges(context, Duration.ZERO);
                  LyssGauges kept = gauges(context, Duration.ofHours(1))) {
                SimpleMeterRegistry now = new SimpleMeterRegistry();
                SimpleMeterRegistry once = new SimpleMeterRegistry();
                gauges.bindTo(now);
                kept.bindTo(once);
                assertThat(value(once, "lyss.jobs.failing")).as("before it is read").isNaN();
                awaitValue(once, "lyss.jobs.failing", 0);
                awaitValue(now, "lyss.partitions.default.rows", 0);
                assertThat(value(now, "lyss.partitions.days.left")).isGreaterThan(27);

                superuser.execute(
                    """
                    insert into lyss_platform.audit_logs (action, resource_type, created_at)
                      values ('a', 'r', '1990-01-15Z');
                    insert into lyss_platform.jobs (name, error, failures, due_at)
                      values ('partitions of audit_logs', 'of no use', 1, '2000-01-01')
                      on conflict (name) do update
                        set error = 'of no use', failures = 1, due_at = '2000-01-01'
                    """);
                awaitValue(now, "lyss.partitions.default.rows", 1);
                awaitValue(now, "lyss.jobs.failing", 1);
                assertThat(value(now, "lyss.jobs.overdue")).isPositive();
                assertThat(value(once, "lyss.jobs.failing"))
                    .as("read an hour ago at most")
                    .isZero();

                superuser.execute("alter view lyss_platform.table_health rename to gone");
                try {
                  awaitValue(now, "lyss.jobs.failing", Double.NaN);
                } finally {
                  superuser.execute("alter view lyss_platform.gone rename to table_health");
                }
              }
            });
  }

  @Test
  void aHostWithoutALoginForJobsOrWithoutMetersHasNoGauges() {
    host()
        .run(
            context -> {
              SimpleMeterRegistry registry = new SimpleMeterRegistry();
              context.getBean(LyssGauges.class).bindTo(registry);
              assertThat(registry.getMeters()).isEmpty();
            });
    host()
        .withClassLoader(new FilteredClassLoader("io.micrometer.core"))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("lyssGauges"));
  }

  private static LyssGauges gauges(ApplicationContext context, Duration every) {
    return new LyssGauges(
        context.getBean(LyssProperties.class),
        context.getBean(LyssDatabases.class),
        context,
        every);
  }

  private static double value(MeterRegistry registry, String name) {
    return registry.get(name).tag("database", "platform").gauge().value();
  }

  private static void awaitValue(MeterRegistry registry, String name, double expected)
      throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (Double.compare(value(registry, name), expected) != 0) {
      assertThat(System.nanoTime()).as(name + " is " + expected + " in time").isLessThan(end);
      Thread.sleep(20);
    }
  }

  @Test
  void theLoginForJobsValidatesAndThatForRequestsMayNot() {
    host()
        .withPropertyValues(
            "lyss.databases.platform.at-start=validate",
            "lyss.databases.platform.jobs-data-source=jobs")
        .run(context -> assertThat(context).hasNotFailed());
    host()
        .withPropertyValues("lyss.databases.platform.at-start=validate")
        .run(
            context ->
                assertThat(context).getFailure().hasStackTraceContaining("the login for jobs"));
  }

  @Test
  void theErrorNamesALoginForJobsThatDoesNotExist() {
    host()
        .withPropertyValues("lyss.databases.platform.jobs-data-source=nobody")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(
                        "lyss.databases.platform.jobs-data-source names \"nobody\""));
    host()
        .withPropertyValues("lyss.jobs-every=0s")
        .run(
            context ->
                assertThat(context).getFailure().hasStackTraceContaining("lyss.jobs-every is"));
  }
}

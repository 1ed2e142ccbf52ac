package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.session.ExpiredMonth;
import io.lyss.dao.session.Job;
import io.lyss.dao.session.JobDao;
import io.lyss.dao.session.JobRun;
import io.lyss.dao.session.JobSetting;
import io.lyss.dao.session.JobSettings;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobDaoTest extends PlatformTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String PARTITIONS = "partitions of audit_logs";
  private static final String RETENTION = "retention of audit_logs";

  private final JobDao jobs = platform.system().jobs();

  /** The same with a login that owns the schema, or may take its owner's role. */
  private final JobDao ownersJobs =
      Platform.over(platform.database().dataSource()).asSystem("test").jobs();

  @BeforeEach
  void nothingHasRun() {
    platform.database().execute("delete from lyss_platform.jobs");
  }

  private Job job(String name) {
    return jobs.list().stream().filter(j -> j.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<String> names(List<JobRun> runs) {
    return runs.stream().map(JobRun::job).sorted().toList();
  }

  private List<String> all() {
    return jobs.list().stream().map(Job::name).toList();
  }

  private void old(String table) {
    platform
        .database()
        .execute(
            """
            set search_path = lyss_platform;
            select create_monthly_partition('%s', '2020-01-01');
            insert into audit_logs (action, resource_type, created_at)
            select 'x', 'y', '2020-01-01'::timestamptz + n * interval '10 days'
            from generate_series(1, 9) as n
            """
                .formatted(table));
  }

  @Test
  void allThatIsDueRunsOnceAndThenNothingIsDue() {
    assertThat(jobs.list()).hasSizeGreaterThan(9).allMatch(Job::due).allMatch(Job::overdue);
    List<JobRun> runs = jobs.runDue(MINUTE);
    assertThat(names(runs)).isEqualTo(all());
    assertThat(runs).allMatch(run -> run.error().isEmpty());
    assertThat(jobs.runDue(MINUTE)).isEmpty();
    assertThat(jobs.list())
        .noneMatch(Job::due)
        .noneMatch(Job::overdue)
        .allMatch(job -> job.took().isPresent() && job.startedAt().isPresent())
        .allMatch(job -> job.failures() == 0);
    platform
        .database()
        .execute("update lyss_platform.jobs set due_at = now() - interval '1 second'");
    assertThat(jobs.list()).allMatch(Job::due).noneMatch(Job::overdue);
    assertThat(jobs.runDue(Duration.ZERO)).hasSize(1);
  }

  @Test
  void hostsAtOnceRunEachJobOnce() throws Exception {
    List<List<JobRun>> runs =
        Parallel.run(
            Stream.generate(() -> (Callable<List<JobRun>>) () -> jobs.runDue(MINUTE))
                .limit(4)
                .toList());
    assertThat(names(runs.stream().flatMap(List::stream).toList())).isEqualTo(all());
  }

  @Test
  void aJobThatFailsIsReportedAndTriedAgainAndHoldsUpNoOther() {
    platform
        .database()
        .execute("alter function lyss_platform.refresh_usage() rename to refresh_usage_gone");
    try {
      List<JobRun> runs = new ArrayList<>();
      while (!names(runs).containsAll(all())) {
        runs.addAll(jobs.runDue(Duration.ZERO));
      }
      assertThat(runs)
          .allMatch(run -> run.error().isPresent() == run.job().equals("roll-ups of usage"));
      assertThat(job("roll-ups of usage").error().orElseThrow()).contains("refresh_usage");
      assertThat(job("roll-ups of usage").failures()).isPositive();
      platform
          .database()
          .execute(
              "update lyss_platform.jobs set due_at = now() + interval '1 minute',"
                  + " succeeded_at = now() - interval '1 day'");
      assertThat(jobs.list())
          .filteredOn(Job::overdue)
          .extracting(Job::name)
          .containsExactly("roll-ups of usage");
    } finally {
      platform
          .database()
          .execute("alter function lyss_platform.refresh_usage_gone() rename to refresh_usage");
    }
    List<JobRun> again = jobs.runDue(Duration.ofSeconds(10));
    assertThat(names(again)).isSubsetOf("roll-ups of usage");
    platform.database().execute("update lyss_platform.jobs set due_at = null");
    jobs.runDue(MINUTE);
    assertThat(job("roll-ups of usage").failures()).isZero();
    assertThat(job("roll-ups of usage").error()).isEmpty();
  }

  @Test
  void aJobThatATimeoutEndsHoldsUpNoOtherEither() {
    platform
        .database()
        .execute(
            """
            alter function lyss_platform.refresh_usage() rename to refresh_usage_gone;
            create function lyss_platform.refresh_usage() returns bigint language sql as
              'select count(*) from pg_sleep(60)';
            """);
    HikariConfig config = platform.config(1);
    config.setConnectionInitSql("set statement_timeout = '1s'");
    try (HikariDataSource hurried = new HikariDataSource(config)) {
      JobDao hurriedJobs = Platform.over(hurried).asSystem("jobs").jobs();
      List<JobRun> runs = new ArrayList<>();
      while (!names(runs).containsAll(all())) {
        runs.addAll(hurriedJobs.runDue(Duration.ZERO));
      }
      assertThat(job("roll-ups of usage").error().orElseThrow()).contains("statement timeout");
    } finally {
      platform
          .database()
          .execute(
              """
              drop function lyss_platform.refresh_usage();
              alter function lyss_platform.refresh_usage_gone() rename to refresh_usage;
              """);
    }
  }

  @Test
  void aLockThatSomebodyHoldsIsWaitedForShortlyAndTriedAgain() throws Exception {
    platform.database().execute("drop table lyss_platform.audit_logs_" + nextMonth());
    try (Connection other = platform.database().dataSource().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table lyss_platform.audit_logs_default in access share mode");
      CompletableFuture<List<JobRun>> runs =
          CompletableFuture.supplyAsync(() -> jobs.runDue(MINUTE));
      while (job(PARTITIONS).failures() == 0) {
        LockSupport.parkNanos(1_000_000);
      }
      String holder = pid(statement);
      other.rollback();
      assertThat(runs.get())
          .filteredOn(run -> run.job().equals(PARTITIONS))
          .hasSizeGreaterThan(1)
          .first()
          .satisfies(run -> assertThat(run.error().orElseThrow()).contains("process " + holder));
    }
    assertThat(job(PARTITIONS).failures()).isZero();
  }

  private static String pid(Statement statement) throws SQLException {
    try (var row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getString(1);
    }
  }

  private String nextMonth() {
    return platform
        .query("select to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')")
        .get(0);
  }

  @Test
  void missedMonthsAreMadeAndExpireUnlessThereIsALegalHold() {
    old("audit_logs");
    jobs.set(RETENTION, JobSettings.UNCHANGED.withKeep(Duration.ofDays(365_000)));
    jobs.hold(RETENTION, "a lawsuit");
    assertThat(ownersJobs.release(RETENTION)).isTrue();
    assertThat(ownersJobs.release(RETENTION)).isFalse();
    assertThat(job(RETENTION).keep()).contains(Duration.ofDays(365_000));
    jobs.hold(RETENTION, "a lawsuit");
    ownersJobs.reset(RETENTION, JobSetting.BOTH);
    assertThat(job(RETENTION).hold()).contains("a lawsuit");
    assertThat(names(jobs.runDue(MINUTE))).contains(PARTITIONS).doesNotContain(RETENTION);
    assertThat(
            platform.system().storage().tableHealth().stream()
                .mapToLong(t -> t.defaultRows())
                .sum())
        .isZero();
    assertThat(jobs.retentionPlan())
        .extracting(ExpiredMonth::partition)
        .containsExactly("audit_logs_2020_01", "audit_logs_2020_02", "audit_logs_2020_03");
    assertThat(jobs.retentionPlan())
        .allMatch(month -> month.hold().equals(Optional.of("a lawsuit")) && month.bytes() > 0);
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> platform.system().storage().dropExpiredPartitions("audit_logs", 12))
        .withMessageContaining("a lawsuit");
    assertThat(ownersJobs.release(RETENTION)).isTrue();
    jobs.set(RETENTION, JobSettings.UNCHANGED.withKeep(Duration.ofDays(365_000)));
    assertThat(jobs.retentionPlan()).isEmpty();
    ownersJobs.reset(RETENTION, JobSetting.KEEP);
    assertThat(jobs.runDue(MINUTE))
        .filteredOn(run -> run.job().equals(RETENTION))
        .as("a month a transaction")
        .extracting(run -> run.done().orElseThrow())
        .containsExactly(1L, 1L, 1L, 0L);
    assertThat(jobs.retentionPlan()).isEmpty();
    assertThat(
            platform.query(
                "select changes ->> 'reason' from lyss_platform.audit_logs"
                    + " where action = 'drop_partition'"))
        .containsExactly("test", "test", "test");
  }

  /** A reset of one setting leaves the other, and "for ever" can be said and taken back. */
  @Test
  void aResetChangesOneSettingAndReturnsWhetherItDid() {
    Duration year = Duration.ofHours(8766);
    jobs.set(
        RETENTION,
        new JobSettings(Optional.of(Duration.ofHours(2)), Optional.of(Duration.ofDays(3650))));
    assertThat(jobs.reset(RETENTION, JobSetting.EVERY)).isTrue();
    assertThat(jobs.reset(RETENTION, JobSetting.EVERY)).isFalse();
    assertThat(job(RETENTION).every()).isEqualTo(Duration.ofDays(1));
    assertThat(job(RETENTION).keep()).contains(Duration.ofDays(3650));
    jobs.keepAll(RETENTION);
    jobs.keepAll(RETENTION);
    assertThat(job(RETENTION).keep()).isEmpty();
    old("audit_logs");
    assertThat(names(jobs.runDue(MINUTE))).contains(RETENTION);
    assertThat(jobs.retentionPlan()).isEmpty();
    assertThat(platform.query("select to_regclass('lyss_platform.audit_logs_2020_01') is not null"))
        .containsExactly("t");
    Expect.denied(() -> jobs.reset(RETENTION, JobSetting.KEEP));
    assertThat(ownersJobs.reset(RETENTION, JobSetting.KEEP)).isTrue();
    assertThat(job(RETENTION).keep()).contains(year);
    Expect.notFound("job", "none", () -> jobs.reset("none", JobSetting.BOTH));
    Expect.notFound("job", "none", () -> jobs.keepAll("none"));
    Expect.refused("", () -> jobs.keepAll(PARTITIONS));
    platform
        .database()
        .execute(
            "drop table lyss_platform.audit_logs_2020_01, lyss_platform.audit_logs_2020_02,"
                + " lyss_platform.audit_logs_2020_03");
  }

  /** System work has no call that drops the record of it earlier. */
  @Test
  void theAuditLogIsCutShortByNoCallOfSystemWork() {
    JobSettings shorter = JobSettings.UNCHANGED.withKeep(Duration.ofDays(364));
    Expect.denied(() -> jobs.set(RETENTION, shorter));
    Expect.denied(() -> jobs.release(RETENTION));
    Expect.denied(() -> platform.system().storage().dropExpiredPartitions("audit_logs", 11));
    ownersJobs.set(RETENTION, shorter);
    assertThat(jobs.reset(RETENTION, JobSetting.KEEP)).isTrue();
  }

  /**
   * On whatever day: a month is dropped as soon as all of it is older than what is kept, and not
   * before.
   */
  @Test
  void noMonthIsDroppedEarlierThanWhatIsKeptNorLaterThanAMonthAfter() {
    for (String now :
        List.of("2027-03-01T00:00:00Z", "2028-02-29T12:00:00Z", "2027-05-31T23:59:59Z")) {
      platform.stopClock(Instant.parse(now));
      assertThat(
              platform.query(
                  """
                  select d, m from generate_series(30, 1500) as d
                  cross join (select lyss_platform.statement_time() at time zone 'UTC') as n (now)
                  cross join lateral lyss_platform.months_of(make_interval(days => d)) as m
                  cross join lateral (
                    select date_trunc('month', n.now) - make_interval(months => m)) as f (first_kept)
                  where f.first_kept > n.now - make_interval(days => d)
                    or m > 1 and f.first_kept + interval '1 month' <= n.now - make_interval(days => d)
                  """))
          .isEmpty();
    }
  }

  @Test
  void badSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> jobs.runDue(Duration.ofMillis(-1)))
        .withMessageContaining("atMost");
    Expect.notFound("job", "none", () -> jobs.set("none", JobSettings.UNCHANGED));
    Expect.notFound("job", "none", () -> jobs.hold("none", "a lawsuit"));
    Expect.notFound("job", "none", () -> jobs.release("none"));
    Expect.refused(
        "jobs_every_check",
        () -> jobs.set(RETENTION, JobSettings.UNCHANGED.withEvery(Duration.ZERO)));
    Expect.refused("jobs_hold_check", () -> jobs.hold(RETENTION, " "));
    Expect.refused(
        "", () -> jobs.set(RETENTION, JobSettings.UNCHANGED.withKeep(Duration.ofDays(29))));
    assertThat(job(RETENTION).keep()).contains(Duration.ofHours(8766));
  }
}

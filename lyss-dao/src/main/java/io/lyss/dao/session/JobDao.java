package io.lyss.dao.session;

import static io.lyss.dao.session.jooq.Tables.MAINTENANCE;
import static io.lyss.dao.session.jooq.Tables.RETENTION_PLAN;
import static io.lyss.dao.session.jooq.Tables.RUN_DUE_JOB;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.session.jooq.routines.HoldJob;
import io.lyss.dao.session.jooq.routines.KeepAll;
import io.lyss.dao.session.jooq.routines.ReleaseJob;
import io.lyss.dao.session.jooq.routines.ResetJob;
import io.lyss.dao.session.jooq.routines.SetJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The jobs that a database needs from time to time: partitions, retention, roll-ups, clean-up. Any
 * number of hosts may call {@link #runDue} every minute.
 *
 * <p>Outside a system scope each call fails with {@link ScopeDeniedException}.
 */
public final class JobDao {

  private static final String NO_DATA_FOUND = "P0002";

  private static final RowType<Job> JOB =
      RowType.builder(Job.class, MAINTENANCE)
          .expression("every", Common.seconds("every"))
          .expression("keep", Common.seconds("keep"))
          .expression("took", Common.seconds("took"))
          .column("due", MAINTENANCE.IS_DUE)
          .column("overdue", MAINTENANCE.IS_OVERDUE)
          .build();

  private static final ScopedStatement<Job> JOBS =
      Common.statement(
          JOB, () -> select(JOB.columns()).from(MAINTENANCE).orderBy(MAINTENANCE.NAME));

  private static final RowType<JobRun> RUN =
      RowType.builder(JobRun.class, RUN_DUE_JOB)
          .expression("took", Common.seconds("took"))
          .expression("pause", Common.seconds("pause"))
          .build();

  private static final ScopedStatement<JobRun> RUN_DUE =
      Common.statement(RUN, () -> FunctionCall.of(RUN_DUE_JOB).rows(RUN));

  private static final RowType<ExpiredMonth> EXPIRED =
      RowType.builder(ExpiredMonth.class, RETENTION_PLAN)
          .column("table", RETENTION_PLAN.TABLE_NAME)
          .build();

  private static final ScopedStatement<ExpiredMonth> PLAN =
      Common.statement(EXPIRED, () -> FunctionCall.of(RETENTION_PLAN).rows(EXPIRED));

  private static final ScopedStatement<Boolean> SET =
      Common.statement(
          RowType.value(Boolean.class),
          () -> select(FunctionCall.of(new SetJob()).field().isNotNull()));

  private static final ScopedStatement<Boolean> KEEP_ALL =
      Common.statement(
          RowType.value(Boolean.class),
          () -> select(FunctionCall.of(new KeepAll()).field().isNotNull()));

  private static final ScopedStatement<Boolean> HOLD =
      Common.statement(
          RowType.value(Boolean.class),
          () -> select(FunctionCall.of(new HoldJob()).field().isNotNull()));

  private static final ScopedStatement<Boolean> RELEASE =
      Common.statement(
          RowType.value(Boolean.class), () -> select(FunctionCall.of(new ReleaseJob()).field()));

  private static final ScopedStatement<Boolean> RESET =
      Common.statement(
          RowType.value(Boolean.class), () -> select(FunctionCall.of(new ResetJob()).field()));

  private final ScopedExecutor executor;

  JobDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /** All jobs: what each does, when it ran, how that went, and whether it is overdue. */
  public List<Job> list() {
    return executor.read("JobDao.list", JOBS).list();
  }

  /**
   * Runs all jobs that are due, each in a transaction of its own, and large ones in several.
   * Several hosts may do so at once: no job runs twice. A job that fails does not stop the others.
   * It is tried again after a pause, which begins at a second and doubles up to the job's interval;
   * this call retries it as long as its time allows.
   *
   * @param atMost for how long jobs are begun. A job that was begun in time is not interrupted.
   *     Zero runs one job
   * @return all runs in order, those that failed too
   * @throws IllegalArgumentException if the time is negative
   */
  public List<JobRun> runDue(Duration atMost) {
    if (atMost.isNegative()) {
      throw new IllegalArgumentException("atMost is negative: " + atMost);
    }
    long start = System.nanoTime();
    List<JobRun> runs = new ArrayList<>();
    Retries retries = new Retries();
    while (true) {
      List<JobRun> ran = executor.call("JobDao.runDue", RUN_DUE).list();
      runs.addAll(ran);
      ran.forEach(retries::note);
      Duration left = atMost.minusNanos(System.nanoTime() - start);
      if (left.isNegative() || ran.isEmpty() && !retries.await(left)) {
        return List.copyOf(runs);
      }
    }
  }

  /**
   * A dry run: what the jobs of retention would drop now, and what is on hold. A table whose rows
   * are kept for ever is not listed.
   */
  public List<ExpiredMonth> retentionPlan() {
    return executor.read("JobDao.retentionPlan", PLAN).list();
  }

  /**
   * States how a job runs from now on; it is due at once. A setting that is not stated stays as it
   * is, and so does a hold.
   *
   * <p>Only a session of the schema's owner can shorten the retention of the audit log, so that
   * system work cannot have the record of itself dropped.
   *
   * @param job its name, such as {@code retention of audit_logs}
   * @param settings the new settings; an empty one stays as it is
   * @throws NotFoundException if there is no such job
   * @throws ConstraintException if a setting is refused, such as a retention of less than a month
   *     or more than 2,000 years
   * @throws ScopeDeniedException if the audit log would be kept for less time, and the login is not
   *     the owner of the schema
   */
  public void set(String job, JobSettings settings) {
    ofJob(
        job,
        executor
            .call("JobDao.set", SET)
            .with("name", job)
            .with("every", settings.every())
            .with("keep", settings.keep()));
  }

  /**
   * States that a job of retention keeps all rows for ever, until {@link #set} or {@link #reset}.
   * {@link Job#keep} is empty then. Idempotent. A hold stays.
   *
   * @param job its name, such as {@code retention of audit_logs}
   * @throws NotFoundException if there is no such job
   * @throws ConstraintException if the job is not one of retention
   */
  public void keepAll(String job) {
    ofJob(job, executor.call("JobDao.keepAll", KEEP_ALL).with("name", job));
  }

  /**
   * Gives a job its default settings again: how often it runs, or how long it keeps rows. It is due
   * at once. If rows were kept for longer than by default, that run deletes them; {@link
   * #retentionPlan}, called after this, lists them before. A hold stays.
   *
   * @param setting which of the two
   * @return whether it was set
   * @throws NotFoundException if there is no such job
   * @throws ScopeDeniedException if the audit log would be kept for less time, and the login is not
   *     the owner of the schema
   */
  public boolean reset(String job, JobSetting setting) {
    return ofJob(
        job,
        executor
            .call("JobDao.reset", RESET)
            .with("name", job)
            .with("setting", setting.name().toLowerCase(Locale.ROOT)));
  }

  /**
   * States that a job must not run until it is released. Nothing else drops its rows meanwhile. A
   * later call replaces the reason.
   *
   * @param job its name, such as {@code retention of audit_logs}
   * @param reason why, such as a lawsuit
   * @throws NotFoundException if there is no such job
   * @throws ConstraintException if the reason is blank
   */
  public void hold(String job, String reason) {
    ofJob(job, executor.call("JobDao.hold", HOLD).with("name", job).with("reason", reason));
  }

  /**
   * Ends the hold of a job. Its settings are those from before the hold, so see {@link
   * #retentionPlan} first, which lists what the job will drop. The job is due at once, and its
   * count of failures begins anew.
   *
   * @return whether there was a hold
   * @throws NotFoundException if there is no such job
   * @throws ScopeDeniedException if it is the retention of the audit log, and the login is not the
   *     owner of the schema
   */
  public boolean release(String job) {
    return ofJob(job, executor.call("JobDao.release", RELEASE).with("name", job));
  }

  private static <T> T ofJob(String job, Call<T> call) {
    try {
      return call.one();
    } catch (DatabaseException e) {
      if (e.sqlState().equals(NO_DATA_FOUND)) {
        throw new NotFoundException("job", job);
      }
      throw e;
    }
  }
}

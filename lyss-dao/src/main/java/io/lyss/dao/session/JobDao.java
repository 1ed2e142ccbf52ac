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
 * The jobs that a database needs from time to time: partitions, retention, roll-ups, clean-up. A
 * host calls {@link #runDue} every minute, on as many hosts as it likes.
 *
 * <p>Only in a system scope, in another each call fails with {@link ScopeDeniedException}.
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
   * Several hosts may do so at once: each runs other jobs. A job that fails does not stop the
   * others; it is tried again after a pause, from a second doubling to as often as it runs, here as
   * long as time allows.
   *
   * @param atMost how long; a job that has begun is not interrupted, nor is one begun later. Zero
   *     runs one
   * @return what was run, in order, also what failed
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
   * What the jobs of retention would drop now, and what is on hold: a dry run. Nothing is listed of
   * a table of which all is kept.
   */
  public List<ExpiredMonth> retentionPlan() {
    return executor.read("JobDao.retentionPlan", PLAN).list();
  }

  /**
   * States how a job runs from now on; it is due at once. What is not stated stays as it is, and so
   * does a hold.
   *
   * <p>That entries of the audit log are kept for less time than now, nobody states but a session
   * of the owner of the schema: who does system work cannot have the record of it dropped.
   *
   * @param job its name, such as {@code retention of audit_logs}
   * @param settings what is to change; what is empty stays as it is
   * @throws NotFoundException if there is no such job
   * @throws ConstraintException if a setting is refused, as a retention of less than a month or
   *     more than 2,000 years is
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
   * States that a job of retention keeps all, for ever, until {@link #set} or {@link #reset} says
   * otherwise; {@link Job#keep} is empty then. It may be said again, and a hold stays.
   *
   * @param job its name, such as {@code retention of audit_logs}
   * @throws NotFoundException if there is no such job
   * @throws ConstraintException if it is another job than one of retention
   */
  public void keepAll(String job) {
    ofJob(job, executor.call("JobDao.keepAll", KEEP_ALL).with("name", job));
  }

  /**
   * Has a job run as often, or keep what it deletes for as long, as by default again; it is due at
   * once. What was to be kept for longer than by default goes with that run: {@link #retentionPlan}
   * says afterwards what will. A hold stays.
   *
   * @param setting which of the two
   * @return whether that was set
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
   * Says that a job may not run: what it would drop is dropped by nobody, until it is released.
   * Said again, it has the later reason.
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
   * Takes the hold off a job. What was set of it holds as before; so see {@link #retentionPlan}
   * first, which says what is dropped then. It is due at once, and counts as not having failed.
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

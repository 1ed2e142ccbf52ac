package io.lyss.dao.memory;

import static io.lyss.dao.memory.jooq.Tables.PURGE_PLAN;
import static io.lyss.dao.memory.jooq.Tables.SET_RETENTION;
import static io.lyss.dao.memory.jooq.Tables.TENANT_RETENTION;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.session.TenantRetention;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * For how many days one tenant keeps memories that do not change. All users of the tenant may read
 * it; its administrators set it. A job deletes older memories for good, and publishes that as
 * {@code memory.deleted}.
 */
public final class RetentionDao {

  private static final RowType<TenantRetention> ROW =
      RowType.of(TenantRetention.class, TENANT_RETENTION);

  private static final ScopedStatement<TenantRetention> FIND =
      MemoryService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(TENANT_RETENTION)
                  .where(Sql.is(TENANT_RETENTION.TENANT_ID)));

  private static final ScopedStatement<TenantRetention> SET =
      MemoryService.statement(ROW, () -> FunctionCall.of(SET_RETENTION).rows(ROW));

  static final RowType<MemoryPurge> DUE = RowType.of(MemoryPurge.class, PURGE_PLAN);

  static final ScopedStatement<MemoryPurge> PLAN =
      MemoryService.statement(DUE, () -> FunctionCall.of(PURGE_PLAN).rows(DUE));

  private final ScopedExecutor executor;

  RetentionDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /** The tenant's own retention; empty if the platform's applies. */
  public Optional<TenantRetention> find() {
    return executor.read("RetentionDao.find", FIND).find();
  }

  /**
   * States for how many days memories are kept after the last change; the next run of the job
   * deletes older ones. {@link #plan(int)} lists them before.
   *
   * @param keepDays 1 to 36,500
   * @throws ConstraintException if it is out of bounds
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public TenantRetention set(int keepDays) {
    return executor.call("RetentionDao.set", SET).with("keep_days", keepDays).one();
  }

  /**
   * Removes the tenant's own retention: from now on the platform's applies.
   *
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public void reset() {
    executor.call("RetentionDao.reset", SET).with("keep_days", Optional.<Integer>empty()).list();
  }

  /**
   * How many of the tenant's memories would be deleted for good now, and why: a dry run.
   *
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public List<MemoryPurge> plan() {
    return executor
        .read("RetentionDao.plan", PLAN)
        .with("keep_days", Optional.<Integer>empty())
        .list();
  }

  /**
   * The same for another retention, in days. It is not set.
   *
   * @throws ConstraintException if it is not 1 to 36,500
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public List<MemoryPurge> plan(int keepDays) {
    return executor.read("RetentionDao.plan", PLAN).with("keep_days", keepDays).list();
  }
}

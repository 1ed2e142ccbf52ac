package io.lyss.dao.session;

import static io.lyss.dao.session.jooq.Tables.ERASE_USER;
import static io.lyss.dao.session.jooq.Tables.ERASURES;
import static io.lyss.dao.session.jooq.Tables.LEGAL_HOLDS;
import static io.lyss.dao.session.jooq.Tables.PERSONAL_ROWS;
import static io.lyss.dao.session.jooq.Tables.SET_LEGAL_HOLD;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.RetryableException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.session.jooq.routines.EndLegalHold;
import io.lyss.dao.session.jooq.routines.ReplayErasures;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All that a database stores about a person, and its erasure. Both follow from what the SQL
 * declares of each column: {@link Session#personalColumns}.
 *
 * <p>Users may read what is about themselves. All other calls need a system scope, and fail in
 * another one with {@link ScopeDeniedException}.
 */
public final class PersonalDataDao {

  private static final RowType<PersonalRow> ROW =
      RowType.builder(PersonalRow.class, PERSONAL_ROWS)
          .column("table", PERSONAL_ROWS.TABLE_NAME)
          .build();

  private static final ScopedStatement<PersonalRow> ROWS =
      Common.statement(ROW, () -> FunctionCall.of(PERSONAL_ROWS).rows(ROW));

  private static final RowType<Erasure> ERASURE = RowType.of(Erasure.class, ERASURES);

  private static final ScopedStatement<Erasure> ERASE =
      Common.statement(ERASURE, () -> FunctionCall.of(ERASE_USER).rows(ERASURE));

  private static final ScopedStatement<Erasure> FIND_ERASURE =
      Common.statement(
          ERASURE,
          () ->
              select(ERASURE.columns())
                  .from(ERASURES)
                  .where(Sql.is(ERASURES.TENANT_ID))
                  .and(Sql.is(ERASURES.USER_ID)));

  private static final ScopedStatement<Long> REPLAY =
      Common.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new ReplayErasures()).value());

  private static final RowType<LegalHold> HOLD = RowType.of(LegalHold.class, LEGAL_HOLDS);

  private static final ScopedStatement<LegalHold> SET_HOLD =
      Common.statement(HOLD, () -> FunctionCall.of(SET_LEGAL_HOLD).rows(HOLD));

  private static final ScopedStatement<Boolean> END_HOLD =
      Common.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new EndLegalHold()).value());

  private static final ScopedStatement<LegalHold> HOLDS =
      Common.statement(
          HOLD,
          () ->
              select(HOLD.columns())
                  .from(LEGAL_HOLDS)
                  .where(Sql.is(LEGAL_HOLDS.TENANT_ID))
                  .orderBy(LEGAL_HOLDS.SUBJECT_ID));

  private final ScopedExecutor executor;

  PersonalDataDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * The rows about a user, ordered by table, without secrets. {@link PersonalDataExport} reads all
   * of them. If system work reads them, that is published as {@code user.exported} with the key
   * {@code user:<id>}. A platform administrator may not read them, because what users have said is
   * theirs alone.
   *
   * @param after the place of the last row that was read; empty to begin with
   * @param limit how many at most
   * @return the rows; fewer than the limit if no more are left
   * @throws ConstraintException if the limit is less than 1, or the place is not that of a row
   * @throws ScopeDeniedException in the scope of another user
   */
  public List<PersonalRow> rows(UUID tenantId, UUID userId, Optional<Json> after, int limit) {
    return executor
        .read("PersonalDataDao.rows", ROWS)
        .with("tenant_id", tenantId)
        .with("user_id", userId)
        .with("after", after.orElse(null))
        .with("limit", limit)
        .list();
  }

  /**
   * Erases what is about a user, up to a limit of rows; call it while {@link Erasure#hasMore}. It
   * may be interrupted: the rows erased so far stay erased, and the job {@code erasures} continues;
   * the job also ends one that awaits open transactions. The last step is published as {@code
   * user.erased} with the key {@code user:<id>}. To erase a user once more erases what was stored
   * since. It cannot be undone.
   *
   * @param limit how many rows are deleted in this transaction at most, such as 1000
   * @throws ConstraintException if a legal hold keeps what is about the user, or the limit is less
   *     than 1
   * @throws RetryableException if others erase or purge, or have locked rows, for longer than
   *     {@code lock_timeout}, or two seconds where that is off; it names the process
   */
  public Erasure erase(UUID tenantId, UUID userId, int limit) {
    return erase("PersonalDataDao.erase", tenantId, userId, limit);
  }

  private Erasure erase(String call, UUID tenantId, UUID userId, int limit) {
    return executor
        .call(call, ERASE)
        .with("tenant_id", tenantId)
        .with("user_id", userId)
        .with("limit", limit)
        .one();
  }

  /**
   * Erases a deleted tenant, up to a limit of rows; call it while {@link Erasure#hasMore}, in each
   * database. Only the audit log, waiting events and the record of the erasure stay. It may be
   * interrupted: the rows erased so far stay erased, and the job {@code erasures} continues. The
   * last step is published as {@code tenant.erased} with the key {@code tenant:<id>}. When the user
   * database has published it, {@code Relay} begins the erasure in the other databases. It cannot
   * be undone, and the tenant cannot be restored.
   *
   * @param limit how many rows are deleted in this transaction at most, such as 1000
   * @return the erasure, whose user is the tenant
   * @throws ConstraintException if the tenant is not deleted here, a legal hold keeps it or any of
   *     its users, or the limit is less than 1
   * @throws RetryableException if others erase or purge, or have locked rows, for longer than
   *     {@code lock_timeout}, or two seconds where that is off; it names the process
   */
  public Erasure eraseTenant(UUID tenantId, int limit) {
    return erase("PersonalDataDao.eraseTenant", tenantId, tenantId, limit);
  }

  /** The progress of the erasure of a user, or of the tenant itself; empty if none was begun. */
  public Optional<Erasure> findErasure(UUID tenantId, UUID userId) {
    return executor
        .read("PersonalDataDao.findErasure", FIND_ERASURE)
        .with("tenant_id", tenantId)
        .with("user_id", userId)
        .find();
  }

  /**
   * After a backup was restored, begins the erasures that are in a journal outside the database and
   * not in the database. The job {@code erasures} does the rest.
   *
   * @param journal a JSON array of objects with {@code tenant_id}, {@code user_id} and {@code
   *     erased_at}
   * @return how many were begun; 0 if all were known
   */
  public long replayErasures(Json journal) {
    return executor.call("PersonalDataDao.replayErasures", REPLAY).with("erasures", journal).one();
  }

  /**
   * Sets a legal hold: nothing about a user may be erased until it ends.
   *
   * @param subjectId the user, or the tenant itself for all of its users
   * @param reason why, such as the number of a case; not blank
   * @throws ConstraintException if the reason is blank
   */
  public LegalHold hold(UUID tenantId, UUID subjectId, String reason) {
    return executor
        .call("PersonalDataDao.hold", SET_HOLD)
        .with("tenant_id", tenantId)
        .with("subject_id", subjectId)
        .with("reason", reason)
        .one();
  }

  /**
   * Ends a legal hold. Erasures that waited for it continue by themselves.
   *
   * @return false if there was none
   */
  public boolean endHold(UUID tenantId, UUID subjectId) {
    return executor
        .call("PersonalDataDao.endHold", END_HOLD)
        .with("tenant_id", tenantId)
        .with("subject_id", subjectId)
        .one();
  }

  /** All legal holds of a tenant. */
  public List<LegalHold> listHolds(UUID tenantId) {
    return executor.read("PersonalDataDao.listHolds", HOLDS).with("tenant_id", tenantId).list();
  }
}

package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.ERASE_USER;
import static io.lyss.dao.platform.jooq.Tables.ERASURES;
import static io.lyss.dao.platform.jooq.Tables.LEGAL_HOLDS;
import static io.lyss.dao.platform.jooq.Tables.PERSONAL_ROWS;
import static io.lyss.dao.platform.jooq.Tables.SET_LEGAL_HOLD;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.RetryableException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.platform.jooq.routines.EndLegalHold;
import io.lyss.dao.platform.jooq.routines.ReplayErasures;
import io.lyss.dao.session.PersonalDataExport;
import io.lyss.dao.session.PersonalRow;
import java.util.List;
import java.util.Optional;

/**
 * The data about a person, and its erasure. Both rest on what the SQL declares of every column:
 * {@link PlatformSession#personalColumns}.
 *
 * <p>Users may read the data about themselves; all other calls need a system scope, and fail in
 * another with {@link ScopeDeniedException}.
 */
public final class PersonalDataDao {

  private static final String NO_DATA_FOUND = "P0002";

  private static final RowType<PersonalRow> ROW =
      RowType.builder(PersonalRow.class, PERSONAL_ROWS)
          .column("table", PERSONAL_ROWS.TABLE_NAME)
          .build();

  private static final ScopedStatement<PersonalRow> ROWS =
      Platform.statement(ROW, () -> FunctionCall.of(PERSONAL_ROWS).rows(ROW));

  private static final RowType<Erasure> ERASURE = RowType.of(Erasure.class, ERASURES);

  private static final ScopedStatement<Erasure> ERASE =
      Platform.statement(ERASURE, () -> FunctionCall.of(ERASE_USER).rows(ERASURE));

  private static final ScopedStatement<Erasure> FIND_ERASURE =
      Platform.statement(
          ERASURE, () -> select(ERASURE.columns()).from(ERASURES).where(Sql.is(ERASURES.USER_ID)));

  private static final ScopedStatement<Long> REPLAY =
      Platform.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new ReplayErasures()).value());

  private static final RowType<LegalHold> HOLD = RowType.of(LegalHold.class, LEGAL_HOLDS);

  private static final ScopedStatement<LegalHold> SET_HOLD =
      Platform.statement(HOLD, () -> FunctionCall.of(SET_LEGAL_HOLD).rows(HOLD));

  private static final ScopedStatement<Boolean> END_HOLD =
      Platform.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new EndLegalHold()).value());

  private static final ScopedStatement<LegalHold> HOLDS =
      Platform.statement(
          HOLD, () -> select(HOLD.columns()).from(LEGAL_HOLDS).orderBy(LEGAL_HOLDS.USER_ID));

  private final ScopedExecutor executor;

  PersonalDataDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * The rows about a user, table by table, without secrets. {@link PersonalDataExport} reads all of
   * them. What system work reads is recorded in the audit log. Administrators may not read it: what
   * users have said is theirs alone.
   *
   * @param after the place of the last row that was read; empty to begin with
   * @param limit how many at most
   * @return the rows; fewer than the limit if no more are left
   * @throws ConstraintException if the limit is less than 1, or {@code after} is not the place of a
   *     row
   * @throws ScopeDeniedException in the scope of another user
   */
  public List<PersonalRow> rows(int userId, Optional<Json> after, int limit) {
    return executor
        .read("PersonalDataDao.rows", ROWS)
        .with("user_id", userId)
        .with("after", after.orElse(null))
        .with("limit", limit)
        .list();
  }

  /**
   * Erases the data about a user, a limited number of rows a call; repeat it while {@link
   * Erasure#hasMore}. Each call is a step of its own, so an erasure may be interrupted, and the job
   * {@code erasures} continues it; the job also ends one that awaits open transactions. The audit
   * log records the last step. Erasing a user once more erases what has come since. An erasure
   * cannot be undone.
   *
   * @param limit how many rows are deleted in this transaction at most, such as 1000
   * @throws NotFoundException if there is no such user
   * @throws ConstraintException if the user is under legal hold, or the limit is less than 1
   * @throws RetryableException if others erase or purge, or have locked rows, for longer than
   *     {@code lock_timeout}, or two seconds where that is off; it names the process
   */
  public Erasure erase(int userId, int limit) {
    try {
      return executor
          .call("PersonalDataDao.erase", ERASE)
          .with("user_id", userId)
          .with("limit", limit)
          .one();
    } catch (DatabaseException e) {
      if (e.sqlState().equals(NO_DATA_FOUND)) {
        throw new NotFoundException("user", userId);
      }
      throw e;
    }
  }

  /** How far the erasure of a user is; empty if none was begun. */
  public Optional<Erasure> findErasure(int userId) {
    return executor
        .read("PersonalDataDao.findErasure", FIND_ERASURE)
        .with("user_id", userId)
        .find();
  }

  /**
   * Begins, after a backup was restored, the erasures that are in a journal outside of the database
   * and not in the database. The job {@code erasures} does the rest.
   *
   * @param journal a JSON array of objects with {@code user_id} and {@code erased_at}. Ids without
   *     a user are skipped, and so are users created after that time, who are somebody else
   * @return how many were begun; 0 if the database knows all of them
   */
  public long replayErasures(Json journal) {
    return executor.call("PersonalDataDao.replayErasures", REPLAY).with("erasures", journal).one();
  }

  /**
   * Puts a user under legal hold: no data about them is erased until it ends.
   *
   * @param reason why, such as the number of a case; not blank
   * @throws ConstraintException if the reason is blank
   */
  public LegalHold hold(int userId, String reason) {
    return executor
        .call("PersonalDataDao.hold", SET_HOLD)
        .with("user_id", userId)
        .with("reason", reason)
        .one();
  }

  /**
   * Ends a legal hold. The job {@code erasures} continues the erasures that it has held up.
   *
   * @return false if there was none
   */
  public boolean endHold(int userId) {
    return executor.call("PersonalDataDao.endHold", END_HOLD).with("user_id", userId).one();
  }

  /** All legal holds. */
  public List<LegalHold> listHolds() {
    return executor.read("PersonalDataDao.listHolds", HOLDS).list();
  }
}

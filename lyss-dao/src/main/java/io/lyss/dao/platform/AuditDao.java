package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.AUDIT_LOGS;
import static io.lyss.dao.platform.jooq.Tables.AUDIT_SEALS;
import static io.lyss.dao.platform.jooq.Tables.VERIFY_AUDIT_LOG;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.INSTANT;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FilteredStatement;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.session.AuditSeal;
import io.lyss.dao.session.BrokenSeal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;

/**
 * The audit log. Entries are added and never changed. Users add entries in their own name and see
 * only these; administrators and system work see all.
 *
 * <p>The database itself enters each row that system work or an administrator changes, or that
 * somebody changes past the scopes: the action is {@code row_insert}, {@code row_update} or {@code
 * row_delete}, the resource the table and the row's id. {@link AuditFilter#onResource} finds the
 * history of a row. Entries are sealed by a chain of hashes.
 */
public final class AuditDao {

  private static final RowType<AuditEntry> ROW =
      RowType.builder(AuditEntry.class, AUDIT_LOGS)
          .expression(
              "ipAddress",
              log -> field("host({0})", String.class, Sql.in(log, AUDIT_LOGS.IP_ADDRESS)))
          .build();

  private static final RowType<NewAuditEntry> NEW =
      RowType.builder(NewAuditEntry.class, AUDIT_LOGS)
          .argument("ipAddress", name -> field("{0}::inet", String.class, Sql.arg(name, CLOB)))
          .build();

  private static final ScopedStatement<AuditEntry> APPEND =
      Platform.statement(
          ROW, () -> insertInto(AUDIT_LOGS).set(NEW.arguments()).returningResult(ROW.columns()));

  private static final RowType<AuditSeal> SEAL =
      RowType.builder(AuditSeal.class, AUDIT_SEALS)
          .expression(
              "hash",
              seals -> field("encode({0}, 'hex')", String.class, Sql.in(seals, AUDIT_SEALS.HASH)))
          .build();

  private static final ScopedStatement<AuditSeal> LAST_SEAL =
      Platform.statement(
          SEAL,
          () ->
              select(SEAL.columns())
                  .from(AUDIT_SEALS)
                  .orderBy(AUDIT_SEALS.NUMBER.desc())
                  .limit(inline(1)));

  private static final RowType<BrokenSeal> BROKEN = RowType.of(BrokenSeal.class, VERIFY_AUDIT_LOG);

  private static final ScopedStatement<BrokenSeal> VERIFY =
      Platform.statement(BROKEN, () -> FunctionCall.of(VERIFY_AUDIT_LOG).rows(BROKEN));

  // Without a cast to the column's type: it would cut a name that is too long, and find another.
  private static final FilteredStatement<AuditEntry> SEARCH =
      new FilteredStatement<>(
          List.of(
              Sql.is(AUDIT_LOGS.USER_ID),
              Sql.is(AUDIT_LOGS.ACTION),
              Sql.is(AUDIT_LOGS.RESOURCE_TYPE),
              Sql.is(AUDIT_LOGS.RESOURCE_ID),
              AUDIT_LOGS
                  .CREATED_AT
                  .ge(Sql.arg("from", INSTANT))
                  .and(AUDIT_LOGS.CREATED_AT.lt(Sql.arg("to", INSTANT)))),
          AuditDao::search);

  private static ScopedStatement<AuditEntry> search(Condition filter) {
    return Platform.statement(
        ROW,
        () ->
            select(ROW.columns())
                .from(AUDIT_LOGS)
                .where(filter)
                .and(
                    row(AUDIT_LOGS.CREATED_AT, AUDIT_LOGS.ID)
                        .lt(row(Sql.afterTime(), Sql.afterNumber(BIGINT))))
                .orderBy(AUDIT_LOGS.CREATED_AT.desc(), AUDIT_LOGS.ID.desc())
                .limit(Sql.limit()));
  }

  private final ScopedExecutor executor;

  AuditDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Adds an entry, in the name of the user of this scope; in a system scope, of no user. The
   * actions of the entries that the database makes itself are refused.
   *
   * @throws ConstraintException if a value is refused, or the IP address is not one
   * @throws ScopeDeniedException if the action is one of the database's
   */
  public AuditEntry append(NewAuditEntry entry) {
    return executor.call("AuditDao.append", APPEND).with(NEW, entry).one();
  }

  /** The entries that meet a filter, the newest first, as far as this scope can see. */
  public Page<AuditEntry> search(AuditFilter filter, PageRequest page) {
    boolean always = filter.from().equals(Instant.MIN) && filter.to().equals(Instant.MAX);
    return executor
        .read("AuditDao.search", SEARCH)
        .with("user_id", filter.userId())
        .with("action", filter.action())
        .with("resource_type", filter.resourceType())
        .with("resource_id", filter.resourceId())
        .with("from", always ? null : filter.from())
        .with("to", always ? null : filter.to())
        .newestFirst(page, entry -> new Cursor(entry.createdAt(), entry.id()));
  }

  /** The last seal of the log, to be noted elsewhere; empty if there is none yet. */
  public Optional<AuditSeal> lastSeal() {
    return executor.read("AuditDao.lastSeal", LAST_SEAL).find();
  }

  /**
   * Verifies the seals of the log against its entries, in order.
   *
   * @return the first seal that does not match; empty if all do
   * @throws ScopeDeniedException unless this is an administrator's or a system scope
   */
  public Optional<BrokenSeal> verify() {
    return executor.read("AuditDao.verify", VERIFY).with("number", null).with("hash", null).find();
  }

  /**
   * The same, and verifies that the log still has a seal that was noted before, by its number and
   * hash. A seal of a dropped month may be deleted, and is then returned as broken; so note the
   * last seal from time to time.
   */
  public Optional<BrokenSeal> verify(AuditSeal known) {
    return executor
        .read("AuditDao.verify", VERIFY)
        .with("number", known.number())
        .with("hash", known.hash())
        .find();
  }
}

package io.lyss.dao.session;

import static io.lyss.dao.session.jooq.Tables.ADD_ENTRY;
import static io.lyss.dao.session.jooq.Tables.AUDIT_LOGS;
import static io.lyss.dao.session.jooq.Tables.AUDIT_SEALS;
import static io.lyss.dao.session.jooq.Tables.VERIFY_AUDIT_LOG;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FilteredStatement;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.session.jooq.routines.RecordEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.SQLDataType;

/**
 * The audit log of one tenant, in each database that tenants share. Entries are added and never
 * changed. Users see those in their own name; the tenant's administrators see all of the tenant.
 *
 * <p>The database itself records changes of the tables that matter, in the same transaction, with
 * one entry for each row that has changed. The action is {@code row_insert}, {@code row_update} or
 * {@code row_delete}, the resource is the table and the row's id, and there is no source. {@link
 * AuditFilter#onResource} finds the history of a row, {@link AuditFilter#byActor} what a user did.
 * A host adds entries for what changes no row, such as a login.
 */
public final class AuditDao {

  private static final RowType<AuditEntry> ROW =
      RowType.builder(AuditEntry.class, AUDIT_LOGS)
          .expression(
              "ipAddress",
              table -> field("host({0})", String.class, Sql.in(table, AUDIT_LOGS.IP_ADDRESS)))
          .build();

  private static final RowType<NewAuditEntry> NEW =
      RowType.builder(NewAuditEntry.class, AUDIT_LOGS)
          .row(
              "resource",
              RowType.builder(NewAuditEntry.Resource.class, AUDIT_LOGS)
                  .column("type", AUDIT_LOGS.RESOURCE_TYPE)
                  .column("id", AUDIT_LOGS.RESOURCE_ID)
                  .build())
          .build();

  private static final ScopedStatement<AuditEntry> APPEND =
      Common.statement(ROW, () -> FunctionCall.of(ADD_ENTRY).rows(ROW));

  private static final ScopedStatement<Boolean> RECORD =
      Common.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new RecordEvent()).value());

  private static final RowType<AuditSeal> SEAL =
      RowType.builder(AuditSeal.class, AUDIT_SEALS)
          .expression(
              "hash",
              seals -> field("encode({0}, 'hex')", String.class, Sql.in(seals, AUDIT_SEALS.HASH)))
          .build();

  private static final ScopedStatement<AuditSeal> LAST_SEAL =
      Common.statement(
          SEAL,
          () ->
              select(SEAL.columns())
                  .from(AUDIT_SEALS)
                  .where(Sql.is(AUDIT_SEALS.TENANT_ID))
                  .orderBy(AUDIT_SEALS.NUMBER.desc())
                  .limit(inline(1)));

  private static final RowType<BrokenSeal> BROKEN = RowType.of(BrokenSeal.class, VERIFY_AUDIT_LOG);

  private static final ScopedStatement<BrokenSeal> VERIFY =
      Common.statement(BROKEN, () -> FunctionCall.of(VERIFY_AUDIT_LOG).rows(BROKEN));

  private static final FilteredStatement<AuditEntry> SEARCH =
      new FilteredStatement<>(
          List.of(
              Sql.is(AUDIT_LOGS.ACTOR_ID),
              Sql.is(AUDIT_LOGS.ACTION),
              Sql.is(AUDIT_LOGS.RESOURCE_TYPE),
              Sql.is(AUDIT_LOGS.RESOURCE_ID),
              AUDIT_LOGS.CREATED_AT.ge(Sql.arg("from", SQLDataType.INSTANT)),
              AUDIT_LOGS.CREATED_AT.lt(Sql.arg("to", SQLDataType.INSTANT))),
          AuditDao::search);

  private static ScopedStatement<AuditEntry> search(Condition filter) {
    return Common.statement(
        ROW,
        () ->
            select(ROW.columns())
                .from(AUDIT_LOGS)
                .where(Sql.is(AUDIT_LOGS.TENANT_ID))
                .and(filter)
                .and(
                    row(AUDIT_LOGS.CREATED_AT, AUDIT_LOGS.ID)
                        .lt(row(Sql.afterTime(), Sql.afterId())))
                .orderBy(AUDIT_LOGS.CREATED_AT.desc(), AUDIT_LOGS.ID.desc())
                .limit(Sql.limit()));
  }

  private final UUID tenantId;
  private final Scope.OfService scope;
  private final ScopedExecutor executor;

  AuditDao(UUID tenantId, Scope.OfService scope, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.scope = scope;
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Adds an entry in the name of the current user, or of the administrator of the scope. In a
   * system scope the entry has no actor. The reason of the scope is stored with it.
   *
   * @throws ConstraintException if a value is refused, or the address is invalid
   * @throws ScopeDeniedException in the scope of another tenant, or of one that is not active
   */
  public AuditEntry append(NewAuditEntry entry) {
    return executor.call("AuditDao.append", APPEND).with(NEW, entry).one();
  }

  /**
   * Records an event of another service, in a system scope. Idempotent: an event that is delivered
   * twice is recorded once.
   *
   * @param source the service that published the event, as in {@link NewAuditEntry}
   * @param event an event of this tenant, its key such as {@code user:<id>}
   * @return false if it was recorded before
   * @throws IllegalArgumentException if the event is another tenant's
   * @throws ConstraintException if a value is refused
   * @throws ScopeDeniedException in a tenant's scope
   */
  public boolean record(String source, Event event) {
    if (!event.tenantId().equals(tenantId)) {
      throw new IllegalArgumentException(
          "The event is not of the tenant whose audit log this is: ask for that of "
              + event.tenantId());
    }
    return executor
        .call("AuditDao.record", RECORD)
        .with("id", Ids.next())
        .with("source", source)
        .with("event_id", event.id())
        .with("key", event.key())
        .with("type", event.type())
        .with("payload", event.payload())
        .with("actor_id", event.actorId())
        .with("reason", event.reason())
        .with("created_at", event.createdAt())
        .one();
  }

  /** The entries that meet a filter, the newest first, as far as this scope can see. */
  public Page<AuditEntry> search(AuditFilter filter, PageRequest page) {
    return executor
        .read("AuditDao.search", SEARCH)
        .with("actor_id", filter.actorId().or(this::onlyActor))
        .with("action", filter.action())
        .with("resource_type", filter.resourceType())
        .with("resource_id", filter.resourceId())
        .with("from", Optional.of(filter.from()).filter(Instant.MIN::isBefore))
        .with("to", Optional.of(filter.to()).filter(Instant.MAX::isAfter))
        .newestFirst(page, entry -> new Cursor(entry.createdAt(), entry.id()));
  }

  /** The last seal of the tenant's log, to be noted elsewhere; empty if there is none yet. */
  public Optional<AuditSeal> lastSeal() {
    return executor.read("AuditDao.lastSeal", LAST_SEAL).find();
  }

  /**
   * Follows the seals of the tenant's log, and compares them with the entries.
   *
   * @return the first seal that does not hold; empty if all do
   * @throws ScopeDeniedException unless the scope is that of an administrator of the tenant, or of
   *     system work
   */
  public Optional<BrokenSeal> verify() {
    return executor.read("AuditDao.verify", VERIFY).with("number", null).with("hash", null).find();
  }

  /**
   * The same, and also compares the number and hash of a seal that was noted before. The seal of a
   * month that was dropped may be gone. It is then reported as broken, so note the last seal now
   * and then.
   */
  public Optional<BrokenSeal> verify(AuditSeal known) {
    return executor
        .read("AuditDao.verify", VERIFY)
        .with("number", known.number())
        .with("hash", known.hash())
        .find();
  }

  // The policy shows an end user no other entries. With this condition as well, an index finds
  // theirs.
  private Optional<UUID> onlyActor() {
    return scope instanceof Scope.TenantUser user && user.role() == TenantRole.END_USER
        ? Optional.of(user.userId())
        : Optional.empty();
  }
}

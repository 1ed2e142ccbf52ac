package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.AUDIT_LOGS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.insertInto;
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
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.session.Event;
import io.lyss.dao.shared.jooq.Routines;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/**
 * The audit log of one tenant, of all services. Entries are added and never changed. A user adds in
 * their own name and sees those entries; the tenant's administrators see all of the tenant.
 */
public final class AuditDao {

  private static final Field<?>[] COLUMNS = {
    AUDIT_LOGS.TENANT_ID,
    AUDIT_LOGS.ID,
    AUDIT_LOGS.ACTOR_ID,
    AUDIT_LOGS.ACTION,
    AUDIT_LOGS.RESOURCE_TYPE,
    AUDIT_LOGS.RESOURCE_ID,
    AUDIT_LOGS.CHANGES,
    AUDIT_LOGS.REASON,
    AUDIT_LOGS.SOURCE,
    AUDIT_LOGS.EVENT_ID,
    field("host({0})", String.class, AUDIT_LOGS.IP_ADDRESS),
    AUDIT_LOGS.USER_AGENT,
    AUDIT_LOGS.CREATED_AT
  };

  private static final ScopedStatement APPEND =
      SharedService.statement(
          () ->
              insertInto(AUDIT_LOGS)
                  .columns(
                      AUDIT_LOGS.TENANT_ID,
                      AUDIT_LOGS.ID,
                      AUDIT_LOGS.ACTOR_ID,
                      AUDIT_LOGS.ACTION,
                      AUDIT_LOGS.RESOURCE_TYPE,
                      AUDIT_LOGS.RESOURCE_ID,
                      AUDIT_LOGS.CHANGES,
                      AUDIT_LOGS.REASON,
                      AUDIT_LOGS.SOURCE,
                      AUDIT_LOGS.IP_ADDRESS,
                      AUDIT_LOGS.USER_AGENT)
                  .values(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.uuidArg(3),
                      Sql.textArg(4),
                      Sql.textArg(5),
                      Sql.textArg(6),
                      Sql.jsonArg(7),
                      Sql.textArg(8),
                      Sql.textArg(9),
                      field("{0}::inet", String.class, Sql.textArg(10)),
                      Sql.textArg(11))
                  .returningResult(COLUMNS));

  private static final ScopedStatement RECORD =
      SharedService.statement(
          () ->
              select(
                  Routines.recordEvent(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.textArg(3),
                      Sql.uuidArg(4),
                      Sql.textArg(5),
                      Sql.textArg(6),
                      Sql.jsonArg(7),
                      Sql.uuidArg(8),
                      Sql.textArg(9),
                      Sql.instantArg(10))));

  private static final int ACTOR = 1;
  private static final int ACTION = 2;
  private static final int RESOURCE_TYPE = 4;
  private static final int RESOURCE_ID = 8;
  private static final int TIME = 16;

  // One for each set of conditions, by the bits above. Were there one for all, with a null for what
  // is not asked for, PostgreSQL would soon keep a plan for it that reads all of the tenant.
  private static final List<ScopedStatement> SEARCHES =
      IntStream.range(0, 32)
          .mapToObj(conditions -> SharedService.statement(() -> search(conditions)))
          .toList();

  private static Query search(int conditions) {
    return select(COLUMNS)
        .from(AUDIT_LOGS)
        .where(AUDIT_LOGS.TENANT_ID.eq(Sql.uuidArg(1)))
        .and(Sql.when(conditions, ACTOR, AUDIT_LOGS.ACTOR_ID.eq(Sql.uuidArg(2))))
        .and(Sql.when(conditions, ACTION, AUDIT_LOGS.ACTION.eq(Sql.textArg(3))))
        .and(Sql.when(conditions, RESOURCE_TYPE, AUDIT_LOGS.RESOURCE_TYPE.eq(Sql.textArg(4))))
        .and(Sql.when(conditions, RESOURCE_ID, AUDIT_LOGS.RESOURCE_ID.eq(Sql.textArg(5))))
        .and(Sql.when(conditions, TIME, AUDIT_LOGS.CREATED_AT.ge(Sql.instantArg(6))))
        .and(Sql.when(conditions, TIME, AUDIT_LOGS.CREATED_AT.lt(Sql.instantArg(7))))
        .and(row(AUDIT_LOGS.CREATED_AT, AUDIT_LOGS.ID).lt(row(Sql.instantArg(8), Sql.uuidArg(9))))
        .orderBy(AUDIT_LOGS.CREATED_AT.desc(), AUDIT_LOGS.ID.desc())
        .limit(Sql.intArg(10));
  }

  private final UUID tenantId;
  private final Scope.OfService scope;
  private final ScopedExecutor executor;

  AuditDao(UUID tenantId, Scope.OfService scope, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.scope = scope;
    this.executor = executor;
  }

  /**
   * Adds an entry, in the name of the user of this scope, or of its administrator; in a system
   * scope without one. The reason of a system scope goes along.
   *
   * @throws ConstraintException if a value is refused, or the address is none
   */
  public AuditEntry append(NewAuditEntry entry) {
    return append(actor(), entry);
  }

  /**
   * Adds an entry in the name of a user; in a system scope, whose reason goes along.
   *
   * @param actorId who did it; null for nobody
   * @throws ConstraintException if a value is refused, or the address is none
   * @throws ScopeDeniedException in a tenant's scope, in the name of another
   */
  public AuditEntry append(@Nullable UUID actorId, NewAuditEntry entry) {
    return executor.one(
        APPEND,
        AuditEntry::read,
        tenantId,
        entry.id(),
        actorId,
        entry.action(),
        entry.resource().type(),
        entry.resource().id().orElse(null),
        entry.changes(),
        reason(),
        entry.source(),
        entry.client().ipAddress().orElse(null),
        entry.client().userAgent().orElse(null));
  }

  private @Nullable UUID actor() {
    if (scope instanceof Scope.Tenant user) {
      return user.userId();
    }
    return scope instanceof Scope.Administrator administrator
        ? administrator.administratorId()
        : null;
  }

  private @Nullable String reason() {
    if (scope instanceof Scope.System system) {
      return system.reason();
    }
    return scope instanceof Scope.Administrator administrator ? administrator.reason() : null;
  }

  /**
   * Records an event of another service; in a system scope. Delivered twice, it is entered once.
   *
   * @param source the service whose event it is, as in {@link NewAuditEntry}
   * @param event an event of this tenant, its key such as {@code user:<id>}
   * @return false if it was entered before
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
    return executor.one(
        RECORD,
        Row::nextBoolean,
        tenantId,
        Ids.next(),
        source,
        event.id(),
        event.key(),
        event.type(),
        event.payload(),
        event.actorId().orElse(null),
        event.reason().orElse(null),
        event.createdAt());
  }

  /** The entries that meet a filter, the newest first, as far as this scope can see. */
  public Page<AuditEntry> search(AuditFilter filter, PageRequest page) {
    Cursor cursor = Sql.newestFirst(page);
    Optional<UUID> actor = filter.actorId().or(this::onlyActor);
    int conditions =
        (actor.isPresent() ? ACTOR : 0)
            | (filter.action().isPresent() ? ACTION : 0)
            | (filter.resourceType().isPresent() ? RESOURCE_TYPE : 0)
            | (filter.resourceId().isPresent() ? RESOURCE_ID : 0)
            | (filter.isOfAllTimes() ? 0 : TIME);
    return Page.of(
        executor.list(
            SEARCHES.get(conditions),
            AuditEntry::read,
            tenantId,
            actor.orElse(null),
            filter.action().orElse(null),
            filter.resourceType().orElse(null),
            filter.resourceId().orElse(null),
            filter.from(),
            filter.to(),
            cursor.time(),
            cursor.id(),
            Sql.limit(page)),
        page,
        entry -> new Cursor(entry.createdAt(), entry.id()));
  }

  // Whom the policy leaves to an end user anyway; said, so that the index finds it.
  private Optional<UUID> onlyActor() {
    return scope instanceof Scope.Tenant user && user.role() == TenantRole.END_USER
        ? Optional.of(user.userId())
        : Optional.empty();
  }
}

package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.AUDIT_LOGS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.Query;

/**
 * The audit log. Entries are added and never changed. A user adds in their own name and sees those
 * entries; an administrator and system work see all. What system work changes is entered by the
 * database itself.
 */
public final class AuditDao {

  private static final Field<?>[] COLUMNS = {
    AUDIT_LOGS.ID,
    AUDIT_LOGS.USER_ID,
    AUDIT_LOGS.ACTION,
    AUDIT_LOGS.RESOURCE_TYPE,
    AUDIT_LOGS.RESOURCE_ID,
    AUDIT_LOGS.CHANGES,
    field("host({0})", String.class, AUDIT_LOGS.IP_ADDRESS),
    AUDIT_LOGS.USER_AGENT,
    AUDIT_LOGS.CREATED_AT
  };

  private static final ScopedStatement APPEND =
      Platform.statement(
          () ->
              insertInto(AUDIT_LOGS)
                  .columns(
                      AUDIT_LOGS.USER_ID,
                      AUDIT_LOGS.ACTION,
                      AUDIT_LOGS.RESOURCE_TYPE,
                      AUDIT_LOGS.RESOURCE_ID,
                      AUDIT_LOGS.CHANGES,
                      AUDIT_LOGS.IP_ADDRESS,
                      AUDIT_LOGS.USER_AGENT)
                  .values(
                      Sql.intArg(1),
                      Sql.textArg(2),
                      Sql.textArg(3),
                      Sql.longArg(4),
                      Sql.jsonArg(5),
                      field("{0}::inet", String.class, Sql.textArg(6)),
                      Sql.textArg(7))
                  .returningResult(COLUMNS));

  private static final int USER = 1;
  private static final int ACTION = 2;
  private static final int RESOURCE_TYPE = 4;
  private static final int RESOURCE_ID = 8;
  private static final int TIME = 16;

  // One for each set of conditions, by the bits above. Were there one for all, with a null for what
  // is not asked for, PostgreSQL would come to keep a plan for it that reads the whole log.
  private static final List<ScopedStatement> SEARCHES =
      IntStream.range(0, 32)
          .mapToObj(conditions -> Platform.statement(() -> search(conditions)))
          .toList();

  // No cast to a column's type: a name that is too long would be cut, and found.
  private static Query search(int conditions) {
    return select(COLUMNS)
        .from(AUDIT_LOGS)
        .where(Sql.when(conditions, USER, AUDIT_LOGS.USER_ID.eq(Sql.intArg(1))))
        .and(Sql.when(conditions, ACTION, AUDIT_LOGS.ACTION.eq(Sql.textArg(2))))
        .and(Sql.when(conditions, RESOURCE_TYPE, AUDIT_LOGS.RESOURCE_TYPE.eq(Sql.textArg(3))))
        .and(Sql.when(conditions, RESOURCE_ID, AUDIT_LOGS.RESOURCE_ID.eq(Sql.longArg(4))))
        .and(Sql.when(conditions, TIME, AUDIT_LOGS.CREATED_AT.ge(Sql.instantArg(5))))
        .and(Sql.when(conditions, TIME, AUDIT_LOGS.CREATED_AT.lt(Sql.instantArg(6))))
        .and(row(AUDIT_LOGS.CREATED_AT, AUDIT_LOGS.ID).lt(row(Sql.instantArg(7), Sql.longArg(8))))
        .orderBy(AUDIT_LOGS.CREATED_AT.desc(), AUDIT_LOGS.ID.desc())
        .limit(Sql.intArg(9));
  }

  private final Scope scope;
  private final ScopedExecutor executor;

  AuditDao(Scope scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /**
   * Adds an entry, in the name of the user of this scope; in a system scope without one.
   *
   * @throws ConstraintException if a value is refused, or the address is none
   */
  public AuditEntry append(NewAuditEntry entry) {
    return executor.one(
        APPEND,
        AuditEntry::read,
        scope instanceof Scope.User user ? user.userId() : null,
        entry.action(),
        entry.resourceType(),
        entry.resourceId().isPresent() ? entry.resourceId().getAsLong() : null,
        entry.changes(),
        entry.ipAddress().orElse(null),
        entry.userAgent().orElse(null));
  }

  /** The entries that meet a filter, the newest first, as far as this scope can see. */
  public Page<AuditEntry> search(AuditFilter filter, PageRequest page) {
    Cursor cursor = Sql.newestFirst(page);
    return Page.of(
        executor.list(
            SEARCHES.get(conditions(filter)),
            AuditEntry::read,
            filter.userId().isPresent() ? filter.userId().getAsInt() : null,
            filter.action().orElse(null),
            filter.resourceType().orElse(null),
            filter.resourceId().isPresent() ? filter.resourceId().getAsLong() : null,
            filter.from(),
            filter.to(),
            cursor.time(),
            cursor.number(),
            Sql.limit(page)),
        page,
        entry -> new Cursor(entry.createdAt(), entry.id()));
  }

  private static int conditions(AuditFilter filter) {
    boolean always = filter.from().equals(Instant.MIN) && filter.to().equals(Instant.MAX);
    return (filter.userId().isPresent() ? USER : 0)
        + (filter.action().isPresent() ? ACTION : 0)
        + (filter.resourceType().isPresent() ? RESOURCE_TYPE : 0)
        + (filter.resourceId().isPresent() ? RESOURCE_ID : 0)
        + (always ? 0 : TIME);
  }
}

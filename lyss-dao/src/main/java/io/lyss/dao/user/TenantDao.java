package io.lyss.dao.user;

import static io.lyss.dao.user.jooq.Tables.CHANGE_TENANT;
import static io.lyss.dao.user.jooq.Tables.CREATE_TENANT;
import static io.lyss.dao.user.jooq.Tables.SET_TENANT_STATUS;
import static io.lyss.dao.user.jooq.Tables.TENANTS;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Tenants. A tenant's scope finds its own; changes are system work or an administrator's, in a
 * tenant's scope they fail with {@link ScopeDeniedException}. Each change is published as an event
 * {@code tenant.*} with the key {@code tenant:<id>}.
 */
public final class TenantDao {

  private static Field<?>[] columns(Table<?> table) {
    return new Field<?>[] {
      table.field(TENANTS.ID),
      table.field(TENANTS.NAME),
      table.field(TENANTS.SLUG),
      table.field(TENANTS.STATUS),
      table.field(TENANTS.PLAN_TYPE),
      table.field(TENANTS.MAX_USERS),
      table.field(TENANTS.MAX_API_CALLS),
      table.field(TENANTS.CREATED_AT),
      table.field(TENANTS.UPDATED_AT)
    };
  }

  private static final ScopedStatement CREATE =
      UserService.statement(
          () -> {
            Table<?> created =
                CREATE_TENANT.call(
                    Sql.uuidArg(1),
                    Sql.textArg(2),
                    Sql.textArg(3),
                    Sql.textArg(4),
                    Sql.intArg(5),
                    Sql.intArg(6));
            return select(columns(created)).from(created);
          });

  private static final ScopedStatement CHANGE =
      UserService.statement(
          () -> {
            Table<?> changed =
                CHANGE_TENANT.call(
                    Sql.uuidArg(1), Sql.textArg(2), Sql.textArg(3), Sql.intArg(4), Sql.intArg(5));
            return select(columns(changed)).from(changed);
          });

  private static final ScopedStatement SET_STATUS =
      UserService.statement(
          () -> {
            Table<?> changed = SET_TENANT_STATUS.call(Sql.uuidArg(1), Sql.textArg(2));
            return select(columns(changed)).from(changed);
          });

  private static final ScopedStatement FIND =
      UserService.statement(
          () -> select(columns(TENANTS)).from(TENANTS).where(TENANTS.ID.eq(Sql.uuidArg(1))));

  private static final ScopedStatement FIND_BY_SLUG =
      UserService.statement(
          () -> select(columns(TENANTS)).from(TENANTS).where(TENANTS.SLUG.eq(Sql.textArg(1))));

  private static final ScopedStatement LIST =
      UserService.statement(
          () ->
              select(columns(TENANTS))
                  .from(TENANTS)
                  .where(TENANTS.ID.gt(Sql.uuidArg(1)))
                  .orderBy(TENANTS.ID)
                  .limit(Sql.intArg(2)));

  private final ScopedExecutor executor;

  TenantDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Creates an active tenant.
   *
   * @throws ConflictException if the slug is taken
   * @throws ConstraintException if a value is refused
   */
  public Tenant create(NewTenant tenant) {
    return executor.one(
        CREATE,
        Tenant::read,
        tenant.id(),
        tenant.name(),
        tenant.slug(),
        Sql.column(tenant.plan()),
        tenant.maxUsers(),
        tenant.maxApiCalls());
  }

  public Optional<Tenant> find(UUID id) {
    return executor.find(FIND, Tenant::read, id);
  }

  /**
   * @throws NotFoundException if there is no such tenant in this scope
   */
  public Tenant get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The tenant of that handle, in this scope. */
  public Optional<Tenant> findBySlug(String slug) {
    return executor.find(FIND_BY_SLUG, Tenant::read, slug);
  }

  /** The tenants of this scope, those first that were created first. */
  public Page<Tenant> list(PageRequest page) {
    return Page.of(
        executor.list(LIST, Tenant::read, Sql.oldestFirst(page).id(), Sql.limit(page)),
        page,
        tenant -> new Cursor(tenant.id()));
  }

  /**
   * Changes name, plan or limits. What is as wanted already is no change and no event.
   *
   * @throws NotFoundException if there is no such tenant
   * @throws ConstraintException if a value is refused
   */
  public Tenant change(UUID id, TenantChange change) {
    return executor
        .find(
            CHANGE,
            Tenant::read,
            id,
            change.name().orElse(null),
            change.plan().map(Sql::column).orElse(null),
            boxed(change.maxUsers()),
            boxed(change.maxApiCalls()))
        .orElseThrow(() -> notFound(id));
  }

  private static @Nullable Integer boxed(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }

  /**
   * Lets the tenant's scope write nothing more. Scopes that are bound already keep what they have
   * until their transaction ends.
   *
   * @throws NotFoundException if there is no such tenant
   */
  public Tenant suspend(UUID id) {
    return setStatus(id, TenantStatus.SUSPENDED);
  }

  /**
   * Gives back what {@link #suspend} or {@link #delete} took.
   *
   * @throws NotFoundException if there is no such tenant
   */
  public Tenant restore(UUID id) {
    return setStatus(id, TenantStatus.ACTIVE);
  }

  /**
   * Marks the tenant as deleted, which is suspended for good. Nothing of what it has is lost:
   * {@link #restore} brings it back.
   *
   * @throws NotFoundException if there is no such tenant
   */
  public Tenant delete(UUID id) {
    return setStatus(id, TenantStatus.DELETED);
  }

  private Tenant setStatus(UUID id, TenantStatus status) {
    return executor
        .find(SET_STATUS, Tenant::read, id, Sql.column(status))
        .orElseThrow(() -> notFound(id));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("tenant", id);
  }
}

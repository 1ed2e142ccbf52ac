package io.lyss.dao.user;

import static io.lyss.dao.user.jooq.Tables.CREATE_TENANT;
import static io.lyss.dao.user.jooq.Tables.SET_TENANT_STATUS;
import static io.lyss.dao.user.jooq.Tables.TENANTS;
import static io.lyss.dao.user.jooq.Tables.UPDATE_TENANT;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/**
 * Tenants. A tenant's scope finds its own tenant. Changes need a system scope or an
 * administrator's; in a tenant's scope they fail with {@link ScopeDeniedException}. Each change is
 * published as an event {@code tenant.*} with the key {@code tenant:<id>}.
 */
public final class TenantDao {

  private static final RowType<Tenant> ROW =
      RowType.builder(Tenant.class, TENANTS).column("plan", TENANTS.PLAN_TYPE).build();

  private static final RowType<NewTenant> NEW =
      RowType.builder(NewTenant.class, TENANTS).column("plan", TENANTS.PLAN_TYPE).build();

  private static final ScopedStatement<Tenant> CREATE = answer(FunctionCall.of(CREATE_TENANT));

  private static final ScopedStatement<Tenant> UPDATE = answer(FunctionCall.of(UPDATE_TENANT));

  private static final ScopedStatement<Tenant> SET_STATUS =
      answer(FunctionCall.of(SET_TENANT_STATUS));

  /** A statement of a function that answers with a tenant. */
  private static ScopedStatement<Tenant> answer(FunctionCall function) {
    return UserService.statement(ROW, () -> function.rows(ROW));
  }

  private static final ScopedStatement<Tenant> FIND = having(Sql.is(TENANTS.ID));

  private static final ScopedStatement<Tenant> FIND_BY_SLUG = having(Sql.is(TENANTS.SLUG));

  private static ScopedStatement<Tenant> having(Condition condition) {
    return UserService.statement(ROW, () -> select(ROW.columns()).from(TENANTS).where(condition));
  }

  private static final ScopedStatement<Tenant> LIST =
      UserService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(TENANTS)
                  .where(TENANTS.ID.gt(Sql.afterId()))
                  .orderBy(TENANTS.ID)
                  .limit(Sql.limit()));

  private final ScopedExecutor executor;

  TenantDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Creates an active tenant.
   *
   * @throws ConflictException if another tenant has that slug
   * @throws ConstraintException if a value is refused
   */
  public Tenant create(NewTenant tenant) {
    return executor.call("TenantDao.create", CREATE).with(NEW, tenant).one();
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<Tenant> find(UUID id) {
    return executor.read("TenantDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if there is no such tenant in this scope
   */
  public Tenant get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The tenant of that slug, in this scope. */
  public Optional<Tenant> findBySlug(String slug) {
    return executor.read("TenantDao.findBySlug", FIND_BY_SLUG).with("slug", slug).find();
  }

  /** The tenants of this scope, the oldest first. */
  public Page<Tenant> list(PageRequest page) {
    return executor
        .read("TenantDao.list", LIST)
        .oldestFirst(page, tenant -> new Cursor(tenant.id()));
  }

  /**
   * Changes the name, plan and limits of a tenant. The given tenant is the stored one as it was
   * read, with the edits. If they change nothing, nothing is written or published.
   *
   * @return the tenant as it is now
   * @throws ConflictException if it was changed since it was read
   * @throws NotFoundException if there is no such tenant
   * @throws ConstraintException if a value is refused
   */
  public Tenant update(Tenant edited) {
    return Edited.orRefuse(
        executor
            .call("TenantDao.update", UPDATE)
            .with("id", edited.id())
            .with("updated_at", edited.updatedAt())
            .with("name", edited.name())
            .with("plan_type", edited.plan())
            .with("max_users", edited.maxUsers())
            .with("max_api_calls", edited.maxApiCalls())
            .find(),
        edited.updatedAt(),
        () -> find(edited.id()),
        Tenant::updatedAt,
        "tenant",
        edited.id());
  }

  /**
   * Suspends the tenant: its users can only read. Scopes that are already bound keep their rights
   * until their transaction ends.
   *
   * @throws NotFoundException if there is no such tenant
   */
  public Tenant suspend(UUID id) {
    return setStatus("TenantDao.suspend", id, TenantStatus.SUSPENDED);
  }

  /**
   * Makes a suspended or deleted tenant active.
   *
   * @throws NotFoundException if there is no such tenant
   */
  public Tenant restore(UUID id) {
    return setStatus("TenantDao.restore", id, TenantStatus.ACTIVE);
  }

  /**
   * Marks the tenant as deleted: its users can only read. Its rows stay, and {@link #restore} makes
   * it active again.
   *
   * @throws NotFoundException if there is no such tenant
   */
  public Tenant delete(UUID id) {
    return setStatus("TenantDao.delete", id, TenantStatus.DELETED);
  }

  private Tenant setStatus(String call, UUID id, TenantStatus status) {
    return executor
        .call(call, SET_STATUS)
        .with("id", id)
        .with("status", status)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("tenant", id);
  }
}

package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.DEFINE_PERMISSION;
import static io.lyss.dao.shared.jooq.Tables.PERMISSIONS;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.List;
import java.util.Optional;

/** The permissions that exist: those of LYSS, and those that the host defines. */
public final class PermissionDefinitionDao {

  private static final RowType<Permission> ROW = RowType.of(Permission.class, PERMISSIONS);

  private static final ScopedStatement<Permission> DEFINE =
      SharedService.statement(ROW, () -> FunctionCall.of(DEFINE_PERMISSION).rows(ROW));

  private static final ScopedStatement<Permission> FIND =
      SharedService.statement(
          ROW, () -> select(ROW.columns()).from(PERMISSIONS).where(Sql.is(PERMISSIONS.NAME)));

  private static final ScopedStatement<Permission> LIST =
      SharedService.statement(
          ROW, () -> select(ROW.columns()).from(PERMISSIONS).orderBy(PERMISSIONS.NAME));

  private final ScopedExecutor executor;

  PermissionDefinitionDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Defines a permission for all tenants. It cannot be removed. The built-in role super_admin has
   * it from then on, and so has tenant_admin if it does not reach beyond a tenant.
   *
   * @throws ConflictException if a permission of that name exists
   * @throws ConstraintException if a value is refused
   * @throws ScopeDeniedException in a tenant's scope
   */
  public Permission define(NewPermission permission) {
    return executor
        .call("PermissionDefinitionDao.define", DEFINE)
        .withRecord("permission", permission)
        .one();
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<Permission> find(String name) {
    return executor.read("PermissionDefinitionDao.find", FIND).with("name", name).find();
  }

  /**
   * @throws NotFoundException if there is no such permission
   */
  public Permission get(String name) {
    return find(name).orElseThrow(() -> new NotFoundException("permission", name));
  }

  /** All permissions, by name. There are few, so the list has no pages. */
  public List<Permission> list() {
    return executor.read("PermissionDefinitionDao.list", LIST).list();
  }
}

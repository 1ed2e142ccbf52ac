package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.DEFINE_PERMISSION;
import static io.lyss.dao.shared.jooq.Tables.PERMISSIONS;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Table;

/** What can be permitted: some of LYSS's own, and what the host defines beside them. */
public final class PermissionDefinitionDao {

  private static Field<?>[] columns(Table<?> table) {
    return new Field<?>[] {
      table.field(PERMISSIONS.NAME),
      table.field(PERMISSIONS.DESCRIPTION),
      table.field(PERMISSIONS.REACH),
      table.field(PERMISSIONS.CREATED_AT)
    };
  }

  private static final ScopedStatement DEFINE =
      SharedService.statement(
          () -> {
            Table<?> defined =
                DEFINE_PERMISSION.call(
                    Sql.textArg(1), Sql.textArg(2), Sql.textArg(3), Sql.booleanArg(4));
            return select(columns(defined)).from(defined);
          });

  private static final ScopedStatement FIND =
      SharedService.statement(
          () ->
              select(columns(PERMISSIONS))
                  .from(PERMISSIONS)
                  .where(PERMISSIONS.NAME.eq(Sql.textArg(1))));

  private static final ScopedStatement LIST =
      SharedService.statement(
          () -> select(columns(PERMISSIONS)).from(PERMISSIONS).orderBy(PERMISSIONS.NAME));

  private final ScopedExecutor executor;

  PermissionDefinitionDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Defines a permission, once for all tenants and for good. The built-in role of super_admins has
   * it from then on, that of tenant_admins too if it stays within a tenant.
   *
   * @throws ConflictException if there is one of that name
   * @throws ConstraintException if a value is refused
   * @throws ScopeDeniedException in a tenant's scope
   */
  public Permission define(NewPermission permission) {
    return executor.one(
        DEFINE,
        Permission::read,
        permission.name(),
        permission.description(),
        Sql.column(permission.reach()),
        permission.forEndUsers());
  }

  public Optional<Permission> find(String name) {
    return executor.find(FIND, Permission::read, name);
  }

  /**
   * @throws NotFoundException if there is no such permission
   */
  public Permission get(String name) {
    return find(name).orElseThrow(() -> new NotFoundException("permission", name));
  }

  /** All of them, by name: as many as the host's services have names for. */
  public List<Permission> list() {
    return executor.list(LIST, Permission::read);
  }
}

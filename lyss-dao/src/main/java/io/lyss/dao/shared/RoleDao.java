package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.CREATE_ROLE;
import static io.lyss.dao.shared.jooq.Tables.ROLE_DETAILS;
import static io.lyss.dao.shared.jooq.Tables.UPDATE_ROLE;
import static io.lyss.dao.shared.jooq.Tables.USER_ROLES;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.shared.jooq.routines.AssignRole;
import io.lyss.dao.shared.jooq.routines.DeleteRole;
import io.lyss.dao.shared.jooq.routines.UnassignRole;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Routine;
import org.jspecify.annotations.Nullable;

/**
 * The roles of one tenant, the built-in ones included, and which users have them. Every user of the
 * tenant sees the roles and their own assignments; the tenant's administrators see all assignments,
 * change the tenant's own roles and assign all roles.
 *
 * <p>Changes of a role are published as {@code role.changed} and {@code role.deleted} with the key
 * {@code role:<id>}, assignments as {@code role.assigned} and {@code role.unassigned} with the key
 * {@code user:<id>}.
 */
public final class RoleDao {

  private static final RowType<Role> ROW = RowType.of(Role.class, ROLE_DETAILS);

  private static final Condition OF_TENANT_OR_BUILT_IN =
      SharedService.ofTenantOrPlatform(ROLE_DETAILS.TENANT_ID);

  private static ScopedStatement<Role> roles(FunctionCall function) {
    return SharedService.statement(ROW, () -> function.rows(ROW));
  }

  private static final ScopedStatement<Role> CREATE = roles(FunctionCall.of(CREATE_ROLE));

  private static final ScopedStatement<Role> UPDATE = roles(FunctionCall.of(UPDATE_ROLE));

  private static ScopedStatement<Role> roles(Condition condition) {
    return SharedService.statement(
        ROW,
        () -> select(ROW.columns()).from(ROLE_DETAILS).where(OF_TENANT_OR_BUILT_IN).and(condition));
  }

  private static final ScopedStatement<Role> FIND = roles(Sql.is(ROLE_DETAILS.ID));

  private static final ScopedStatement<Role> FIND_BY_NAME =
      roles(ROLE_DETAILS.NAME_LOWER.eq(Sql.foldedArg(ROLE_DETAILS.NAME)));

  private static final ScopedStatement<Role> LIST =
      SharedService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(ROLE_DETAILS)
                  .where(OF_TENANT_OR_BUILT_IN)
                  .and(ROLE_DETAILS.ID.gt(Sql.afterId()))
                  .orderBy(ROLE_DETAILS.ID)
                  .limit(Sql.limit()));

  /** A statement of a function that answers whether it has changed something. */
  private static ScopedStatement<Boolean> changes(Routine<Boolean> function) {
    return SharedService.statement(
        RowType.value(Boolean.class), () -> FunctionCall.of(function).value());
  }

  private static final ScopedStatement<Boolean> DELETE = changes(new DeleteRole());

  private static final ScopedStatement<Boolean> ASSIGN = changes(new AssignRole());

  private static final ScopedStatement<Boolean> UNASSIGN = changes(new UnassignRole());

  private static final RowType<RoleAssignment> ASSIGNMENT =
      RowType.of(RoleAssignment.class, USER_ROLES);

  private static ScopedStatement<RoleAssignment> assignments(Condition condition) {
    return SharedService.statement(
        ASSIGNMENT,
        () ->
            select(ASSIGNMENT.columns())
                .from(USER_ROLES)
                .where(Sql.is(USER_ROLES.TENANT_ID))
                .and(condition)
                .and(USER_ROLES.ID.gt(Sql.afterId()))
                .orderBy(USER_ROLES.ID)
                .limit(Sql.limit()));
  }

  private static final ScopedStatement<RoleAssignment> LIST_BY_USER =
      assignments(Sql.is(USER_ROLES.USER_ID));

  private static final ScopedStatement<RoleAssignment> LIST_BY_ROLE =
      assignments(Sql.is(USER_ROLES.ROLE_ID).and(USER_ROLES.BUILT_IN_ROLE.isNull()));

  private static final ScopedStatement<RoleAssignment> LIST_BY_BUILT_IN =
      assignments(Sql.is(USER_ROLES.BUILT_IN_ROLE).and(USER_ROLES.ROLE_ID.isNull()));

  private final ScopedExecutor executor;

  RoleDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Creates a role of the tenant.
   *
   * @throws ConflictException if the tenant has a role of that name
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     role_permissions_permission_name_reach_fk} if there is no such permission, and with {@code
   *     role_permissions_reach_tenant_id_check} if one reaches beyond the tenant
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Role create(NewRole role) {
    return executor.call("RoleDao.create", CREATE).withRecord("role", role).one();
  }

  /**
   * Changes the name, description and permissions of a role. The given role is the stored one as it
   * was read, with the edits.
   *
   * @return the role as it is now
   * @throws ConflictException if it was changed since it was read, or the tenant has another role
   *     of that name
   * @throws NotFoundException if the tenant has no such role of its own
   * @throws ConstraintException as {@link #create}
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Role update(Role edited) {
    return Edited.orRefuse(
        executor
            .call("RoleDao.update", UPDATE)
            .with("id", edited.id())
            .with("updated_at", edited.updatedAt())
            .with("name", edited.name())
            .with("description", edited.description())
            .with("permissions", edited.permissions())
            .find(),
        edited.updatedAt(),
        () -> find(edited.id()),
        Role::updatedAt,
        "role",
        edited.id());
  }

  /**
   * Deletes a role, with all its assignments.
   *
   * @throws NotFoundException if the tenant has no such role of its own
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public void delete(UUID id) {
    if (!executor.call("RoleDao.delete", DELETE).with("id", id).one()) {
      throw notFound(id);
    }
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<Role> find(UUID id) {
    return executor.read("RoleDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if there is no such role in this scope
   */
  public Role get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The role of a name, in upper or lower case; it may be a built-in one. */
  public Optional<Role> findByName(String name) {
    return executor.read("RoleDao.findByName", FIND_BY_NAME).with("name", name).find();
  }

  /** The built-in roles, then the tenant's, in the order in which they were created. */
  public Page<Role> list(PageRequest page) {
    return executor.read("RoleDao.list", LIST).oldestFirst(page, role -> new Cursor(role.id()));
  }

  /**
   * Assigns a role of the tenant's own to a user. Idempotent.
   *
   * @return false if they had it before
   * @throws ConstraintException if the tenant has no such role of its own
   * @throws ScopeDeniedException if the scope is no administrator's, or the user's own
   */
  public boolean assign(UUID userId, UUID roleId) {
    return ofUser("RoleDao.assign", ASSIGN, userId, roleId, null).with("id", Ids.next()).one();
  }

  /**
   * Assigns a built-in role to a user, beside the one of the user service. Idempotent.
   *
   * @param role {@link TenantRole#SUPER_ADMIN} in a system scope only
   * @return false if they had it before
   * @throws ScopeDeniedException if the scope is no administrator's, or the user's own
   */
  public boolean assign(UUID userId, TenantRole role) {
    return ofUser("RoleDao.assign", ASSIGN, userId, null, role).with("id", Ids.next()).one();
  }

  /**
   * Takes a role of the tenant's own from a user.
   *
   * @return whether they had it
   * @throws ScopeDeniedException if the scope is no administrator's, or the user's own
   */
  public boolean unassign(UUID userId, UUID roleId) {
    return ofUser("RoleDao.unassign", UNASSIGN, userId, roleId, null).one();
  }

  /**
   * Takes a built-in role from a user, if it was assigned here.
   *
   * @param role {@link TenantRole#SUPER_ADMIN} in a system scope only
   * @return whether they had it
   * @throws ScopeDeniedException if the scope is no administrator's, or the user's own
   */
  public boolean unassign(UUID userId, TenantRole role) {
    return ofUser("RoleDao.unassign", UNASSIGN, userId, null, role).one();
  }

  /** The roles assigned to a user, in the order of assignment. */
  public Page<RoleAssignment> listByUser(UUID userId, PageRequest page) {
    return page(executor.read("RoleDao.listByUser", LIST_BY_USER).with("user_id", userId), page);
  }

  /** The assignments of a role of the tenant's own, oldest first. */
  public Page<RoleAssignment> listByRole(UUID roleId, PageRequest page) {
    return page(executor.read("RoleDao.listByRole", LIST_BY_ROLE).with("role_id", roleId), page);
  }

  /** The assignments of a built-in role that were made here, oldest first. */
  public Page<RoleAssignment> listByRole(TenantRole role, PageRequest page) {
    return page(
        executor.read("RoleDao.listByRole", LIST_BY_BUILT_IN).with("built_in_role", role), page);
  }

  private Call<Boolean> ofUser(
      String call,
      ScopedStatement<Boolean> statement,
      UUID userId,
      @Nullable UUID roleId,
      @Nullable TenantRole builtIn) {
    return executor
        .call(call, statement)
        .with("user_id", userId)
        .with("role_id", roleId)
        .with("built_in_role", builtIn);
  }

  private static Page<RoleAssignment> page(Call<RoleAssignment> call, PageRequest page) {
    return call.oldestFirst(page, assignment -> new Cursor(assignment.id()));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("role", id);
  }
}

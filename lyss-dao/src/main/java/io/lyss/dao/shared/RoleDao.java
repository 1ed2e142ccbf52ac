package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.CHANGE_ROLE;
import static io.lyss.dao.shared.jooq.Tables.CREATE_ROLE;
import static io.lyss.dao.shared.jooq.Tables.ROLE_DETAILS;
import static io.lyss.dao.shared.jooq.Tables.SET_ROLE_PERMISSIONS;
import static io.lyss.dao.shared.jooq.Tables.USER_ROLES;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lower;
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
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.shared.jooq.Routines;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * The roles of one tenant, the built-in ones among them, and who has which. Everybody in the tenant
 * finds the roles, and what is assigned to themselves; the tenant's administrators find who has
 * what, change the tenant's own roles and assign all.
 *
 * <p>Changes of a role are published as {@code role.changed} and {@code role.deleted} with the key
 * {@code role:<id>}, assignments as {@code role.assigned} and {@code role.unassigned} with the key
 * {@code user:<id>}.
 */
public final class RoleDao {

  private static Field<?>[] columns(Table<?> table) {
    return new Field<?>[] {
      table.field(ROLE_DETAILS.TENANT_ID),
      table.field(ROLE_DETAILS.ID),
      table.field(ROLE_DETAILS.NAME),
      table.field(ROLE_DETAILS.DESCRIPTION),
      table.field(ROLE_DETAILS.PERMISSIONS),
      table.field(ROLE_DETAILS.CREATED_AT),
      table.field(ROLE_DETAILS.UPDATED_AT)
    };
  }

  private static final Field<?>[] ASSIGNMENT_COLUMNS = {
    USER_ROLES.ID,
    USER_ROLES.USER_ID,
    USER_ROLES.ROLE_ID,
    USER_ROLES.BUILT_IN_ROLE,
    USER_ROLES.ASSIGNED_BY,
    USER_ROLES.ASSIGNED_AT
  };

  private static Query all(Table<?> table) {
    return select(columns(table)).from(table);
  }

  private static Condition ofTenantOrBuiltIn() {
    return ROLE_DETAILS.TENANT_ID.in(Sql.uuidArg(1), inline(SharedService.PLATFORM));
  }

  private static final ScopedStatement CREATE =
      SharedService.statement(
          () ->
              all(
                  CREATE_ROLE.call(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.textArg(3),
                      Sql.textArg(4),
                      Sql.textsArg(5))));

  private static final ScopedStatement CHANGE =
      SharedService.statement(
          () ->
              all(
                  CHANGE_ROLE.call(
                      Sql.uuidArg(1), Sql.uuidArg(2), Sql.textArg(3), Sql.textArg(4))));

  private static final ScopedStatement SET_PERMISSIONS =
      SharedService.statement(
          () -> all(SET_ROLE_PERMISSIONS.call(Sql.uuidArg(1), Sql.uuidArg(2), Sql.textsArg(3))));

  private static final ScopedStatement DELETE =
      SharedService.statement(() -> select(Routines.deleteRole(Sql.uuidArg(1), Sql.uuidArg(2))));

  private static final ScopedStatement FIND =
      SharedService.statement(
          () ->
              select(columns(ROLE_DETAILS))
                  .from(ROLE_DETAILS)
                  .where(ofTenantOrBuiltIn())
                  .and(ROLE_DETAILS.ID.eq(Sql.uuidArg(2))));

  private static final ScopedStatement FIND_BY_NAME =
      SharedService.statement(
          () ->
              select(columns(ROLE_DETAILS))
                  .from(ROLE_DETAILS)
                  .where(ofTenantOrBuiltIn())
                  .and(ROLE_DETAILS.NAME_LOWER.eq(lower(Sql.textArg(2)))));

  private static final ScopedStatement LIST =
      SharedService.statement(
          () ->
              select(columns(ROLE_DETAILS))
                  .from(ROLE_DETAILS)
                  .where(ofTenantOrBuiltIn())
                  .and(ROLE_DETAILS.ID.gt(Sql.uuidArg(2)))
                  .orderBy(ROLE_DETAILS.ID)
                  .limit(Sql.intArg(3)));

  private static final ScopedStatement ASSIGN =
      SharedService.statement(
          () ->
              select(
                  Routines.assignRole(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.uuidArg(3),
                      Sql.uuidArg(4),
                      Sql.textArg(5))));

  private static final ScopedStatement UNASSIGN =
      SharedService.statement(
          () ->
              select(
                  Routines.unassignRole(
                      Sql.uuidArg(1), Sql.uuidArg(2), Sql.uuidArg(3), Sql.textArg(4))));

  // the fourth argument is the condition's
  private static ScopedStatement assignments(Condition condition) {
    return SharedService.statement(
        () ->
            select(ASSIGNMENT_COLUMNS)
                .from(USER_ROLES)
                .where(USER_ROLES.TENANT_ID.eq(Sql.uuidArg(1)))
                .and(condition)
                .and(USER_ROLES.ID.gt(Sql.uuidArg(2)))
                .orderBy(USER_ROLES.ID)
                .limit(Sql.intArg(3)));
  }

  private static final ScopedStatement LIST_BY_USER =
      assignments(USER_ROLES.USER_ID.eq(Sql.uuidArg(4)));

  private static final ScopedStatement LIST_BY_ROLE =
      assignments(USER_ROLES.ROLE_ID.eq(Sql.uuidArg(4)).and(USER_ROLES.BUILT_IN_ROLE.isNull()));

  private static final ScopedStatement LIST_BY_BUILT_IN =
      assignments(USER_ROLES.BUILT_IN_ROLE.eq(Sql.textArg(4)).and(USER_ROLES.ROLE_ID.isNull()));

  private final UUID tenantId;
  private final ScopedExecutor executor;

  RoleDao(UUID tenantId, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.executor = executor;
  }

  /**
   * Creates a role of the tenant.
   *
   * @throws ConflictException if the name is taken in this tenant
   * @throws ConstraintException if a value is refused; if there is no such permission, with the
   *     constraint {@code role_permissions_permission_name_reach_fk}; if one reaches beyond the
   *     tenant, with {@code role_permissions_reach_tenant_id_check}
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Role create(NewRole role) {
    return executor.one(
        CREATE,
        Role::read,
        tenantId,
        role.id(),
        role.name(),
        role.description().orElse(null),
        role.permissions().toArray(String[]::new));
  }

  /**
   * Changes name and description.
   *
   * @param description what it is for; null for nothing said
   * @throws NotFoundException if the tenant has no such role of its own
   * @throws ConflictException if the name is taken in this tenant
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Role change(UUID id, String name, @Nullable String description) {
    return executor
        .find(CHANGE, Role::read, tenantId, id, name, description)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Says what a role permits, and nothing else. Of two who do so at once the last has it as they
   * say.
   *
   * @throws NotFoundException if the tenant has no such role of its own
   * @throws ConstraintException as {@link #create}
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Role setPermissions(UUID id, Set<String> permissions) {
    return executor
        .find(SET_PERMISSIONS, Role::read, tenantId, id, permissions.toArray(String[]::new))
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Deletes a role, and takes it from everybody who has it.
   *
   * @throws NotFoundException if the tenant has no such role of its own
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public void delete(UUID id) {
    if (!executor.one(DELETE, Row::nextBoolean, tenantId, id)) {
      throw notFound(id);
    }
  }

  public Optional<Role> find(UUID id) {
    return executor.find(FIND, Role::read, tenantId, id);
  }

  /**
   * @throws NotFoundException if there is no such role in this scope
   */
  public Role get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The role of that name, in any case; also a built-in one. */
  public Optional<Role> findByName(String name) {
    return executor.find(FIND_BY_NAME, Role::read, tenantId, name);
  }

  /** The built-in roles, and after them the tenant's, those first that were created first. */
  public Page<Role> list(PageRequest page) {
    return Page.of(
        executor.list(LIST, Role::read, tenantId, Sql.oldestFirst(page).id(), Sql.limit(page)),
        page,
        role -> new Cursor(role.id()));
  }

  /**
   * Gives a user a role of the tenant's own.
   *
   * @return false if they had it before
   * @throws ConstraintException if the tenant has no such role of its own
   * @throws ScopeDeniedException if the scope is no administrator's, or the user's own
   */
  public boolean assign(UUID userId, UUID roleId) {
    return executor.one(ASSIGN, Row::nextBoolean, tenantId, Ids.next(), userId, roleId, null);
  }

  /**
   * Gives a user a built-in role, beside the one that the user service has for them.
   *
   * @param role {@link TenantRole#SUPER_ADMIN} in a system scope only
   * @return false if they had it before
   * @throws ScopeDeniedException if the scope is no administrator's, or the user's own
   */
  public boolean assign(UUID userId, TenantRole role) {
    return executor.one(
        ASSIGN, Row::nextBoolean, tenantId, Ids.next(), userId, null, Sql.column(role));
  }

  /**
   * Takes a role of the tenant's own from a user.
   *
   * @return whether they had it
   * @throws ScopeDeniedException if the scope is no administrator's, or the user's own
   */
  public boolean unassign(UUID userId, UUID roleId) {
    return executor.one(UNASSIGN, Row::nextBoolean, tenantId, userId, roleId, null);
  }

  /**
   * Takes a built-in role from a user, as far as it was assigned here.
   *
   * @param role {@link TenantRole#SUPER_ADMIN} in a system scope only
   * @return whether they had it
   * @throws ScopeDeniedException if the scope is no administrator's, or the user's own
   */
  public boolean unassign(UUID userId, TenantRole role) {
    return executor.one(UNASSIGN, Row::nextBoolean, tenantId, userId, null, Sql.column(role));
  }

  /** What is assigned to a user, that first which was assigned first. */
  public Page<RoleAssignment> listByUser(UUID userId, PageRequest page) {
    return assignments(LIST_BY_USER, userId, page);
  }

  /** To whom a role of the tenant's own is assigned. */
  public Page<RoleAssignment> listByRole(UUID roleId, PageRequest page) {
    return assignments(LIST_BY_ROLE, roleId, page);
  }

  /** To whom a built-in role is assigned here. */
  public Page<RoleAssignment> listByRole(TenantRole role, PageRequest page) {
    return assignments(LIST_BY_BUILT_IN, Sql.column(role), page);
  }

  private Page<RoleAssignment> assignments(
      ScopedStatement statement, Object key, PageRequest page) {
    return Page.of(
        executor.list(
            statement,
            RoleAssignment::read,
            tenantId,
            Sql.oldestFirst(page).id(),
            Sql.limit(page),
            key),
        page,
        assignment -> new Cursor(assignment.id()));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("role", id);
  }
}

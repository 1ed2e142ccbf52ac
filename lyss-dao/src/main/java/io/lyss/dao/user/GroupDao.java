package io.lyss.dao.user;

import static io.lyss.dao.user.jooq.Tables.USER_GROUPS;
import static io.lyss.dao.user.jooq.Tables.USER_GROUP_MEMBERS;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.user.jooq.Routines;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one tenant. Users find those that they are in; the tenant's administrators find,
 * make, change and delete all. Who is in a group its own administrators say as well.
 */
public final class GroupDao {

  private static final Field<?>[] COLUMNS = {
    USER_GROUPS.TENANT_ID,
    USER_GROUPS.ID,
    USER_GROUPS.NAME,
    USER_GROUPS.DESCRIPTION,
    USER_GROUPS.CREATED_BY,
    USER_GROUPS.CREATED_AT
  };

  private static final Field<?>[] MEMBER_COLUMNS = {
    USER_GROUP_MEMBERS.GROUP_ID,
    USER_GROUP_MEMBERS.USER_ID,
    USER_GROUP_MEMBERS.ROLE,
    USER_GROUP_MEMBERS.JOINED_AT
  };

  private static final ScopedStatement CREATE =
      UserService.statement(
          () ->
              insertInto(
                      USER_GROUPS,
                      USER_GROUPS.TENANT_ID,
                      USER_GROUPS.ID,
                      USER_GROUPS.NAME,
                      USER_GROUPS.DESCRIPTION,
                      USER_GROUPS.CREATED_BY)
                  .values(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.textArg(3),
                      Sql.textArg(4),
                      Sql.uuidArg(5))
                  .returningResult(COLUMNS));

  private static final ScopedStatement CHANGE =
      UserService.statement(
          () ->
              update(USER_GROUPS)
                  .set(USER_GROUPS.NAME, Sql.textArg(3))
                  .set(USER_GROUPS.DESCRIPTION, Sql.textArg(4))
                  .where(USER_GROUPS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USER_GROUPS.ID.eq(Sql.uuidArg(2)))
                  .returningResult(COLUMNS));

  private static final ScopedStatement FIND =
      UserService.statement(
          () ->
              select(COLUMNS)
                  .from(USER_GROUPS)
                  .where(USER_GROUPS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USER_GROUPS.ID.eq(Sql.uuidArg(2))));

  private static final ScopedStatement LIST =
      UserService.statement(
          () ->
              select(COLUMNS)
                  .from(USER_GROUPS)
                  .where(USER_GROUPS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USER_GROUPS.ID.gt(Sql.uuidArg(2)))
                  .orderBy(USER_GROUPS.ID)
                  .limit(Sql.intArg(3)));

  private static final ScopedStatement DELETE =
      UserService.statement(() -> select(Routines.deleteGroup(Sql.uuidArg(1), Sql.uuidArg(2))));

  private static final ScopedStatement ADD_MEMBER =
      UserService.statement(
          () ->
              select(
                  Routines.addGroupMember(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.uuidArg(3),
                      Sql.uuidArg(4),
                      Sql.textArg(5))));

  private static final ScopedStatement REMOVE_MEMBER =
      UserService.statement(
          () -> select(Routines.removeGroupMember(Sql.uuidArg(1), Sql.uuidArg(2), Sql.uuidArg(3))));

  private static final ScopedStatement MEMBERS =
      UserService.statement(
          () ->
              select(MEMBER_COLUMNS)
                  .from(USER_GROUP_MEMBERS)
                  .where(USER_GROUP_MEMBERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USER_GROUP_MEMBERS.GROUP_ID.eq(Sql.uuidArg(2)))
                  .and(USER_GROUP_MEMBERS.USER_ID.gt(Sql.uuidArg(3)))
                  .orderBy(USER_GROUP_MEMBERS.USER_ID)
                  .limit(Sql.intArg(4)));

  private static final ScopedStatement MEMBERSHIPS =
      UserService.statement(
          () ->
              select(MEMBER_COLUMNS)
                  .from(USER_GROUP_MEMBERS)
                  .where(USER_GROUP_MEMBERS.TENANT_ID.eq(Sql.uuidArg(1)))
                  .and(USER_GROUP_MEMBERS.USER_ID.eq(Sql.uuidArg(2)))
                  .and(USER_GROUP_MEMBERS.GROUP_ID.gt(Sql.uuidArg(3)))
                  .orderBy(USER_GROUP_MEMBERS.GROUP_ID)
                  .limit(Sql.intArg(4)));

  private final Scope.OfService scope;
  private final UUID tenantId;
  private final ScopedExecutor executor;

  GroupDao(Scope.OfService scope, UUID tenantId, ScopedExecutor executor) {
    this.scope = scope;
    this.tenantId = tenantId;
    this.executor = executor;
  }

  /**
   * Creates a group without members; in the scope of an administrator of the tenant.
   *
   * @param name 1 to 100 characters, no spaces around
   * @param description what it is for; null for nothing said
   * @throws ConflictException if the name is taken in this tenant
   * @throws ConstraintException if a value is refused
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Group create(String name, @Nullable String description) {
    UUID creator = scope instanceof Scope.Tenant tenant ? tenant.userId() : null;
    return executor.one(CREATE, Group::read, tenantId, Ids.next(), name, description, creator);
  }

  /**
   * Changes name and description; in the scope of an administrator of the tenant.
   *
   * @param description what it is for; null for nothing said
   * @throws NotFoundException if there is no such group, or it is not this scope's to change
   * @throws ConflictException if the name is taken in this tenant
   * @throws ScopeDeniedException in a system scope
   */
  public Group change(UUID id, String name, @Nullable String description) {
    return executor
        .find(CHANGE, Group::read, tenantId, id, name, description)
        .orElseThrow(() -> notFound(id));
  }

  public Optional<Group> find(UUID id) {
    return executor.find(FIND, Group::read, tenantId, id);
  }

  /**
   * @throws NotFoundException if there is no such group in this scope
   */
  public Group get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The groups of this scope, those first that were created first. */
  public Page<Group> list(PageRequest page) {
    return Page.of(
        executor.list(LIST, Group::read, tenantId, Sql.oldestFirst(page).id(), Sql.limit(page)),
        page,
        group -> new Cursor(group.id()));
  }

  /**
   * Deletes a group with its memberships, and publishes {@code group.deleted} with the key {@code
   * group:<id>}, from which other services learn of it.
   *
   * @throws NotFoundException if there is no such group, or it is not this scope's to delete
   * @throws ScopeDeniedException in a system scope
   */
  public void delete(UUID id) {
    if (!executor.one(DELETE, Row::nextBoolean, tenantId, id)) {
      throw notFound(id);
    }
  }

  /**
   * Puts a user into a group, or changes what they may do in it. Scopes that are bound already do
   * not have the group. Published as {@code member.added} with the key {@code user:<id>}.
   *
   * @return false if they were in it as that before
   * @throws ConstraintException if there is no such group or user in this tenant
   * @throws ScopeDeniedException if the scope is no administrator's, of the group or of the tenant
   */
  public boolean addMember(UUID groupId, UUID userId, GroupRole role) {
    return executor.one(
        ADD_MEMBER, Row::nextBoolean, tenantId, Ids.next(), groupId, userId, Sql.column(role));
  }

  /**
   * Takes a user out of a group; everybody may leave one. Scopes that are bound already still have
   * the group. Published as {@code member.removed} with the key {@code user:<id>}.
   *
   * @return whether they were in it
   * @throws ScopeDeniedException if the scope is no administrator's, of the group or of the tenant,
   *     and not the user's own
   */
  public boolean removeMember(UUID groupId, UUID userId) {
    return executor.one(REMOVE_MEMBER, Row::nextBoolean, tenantId, groupId, userId);
  }

  /** Who is in a group, by user id. */
  public Page<Member> members(UUID groupId, PageRequest page) {
    return Page.of(
        executor.list(
            MEMBERS, Member::read, tenantId, groupId, Sql.oldestFirst(page).id(), Sql.limit(page)),
        page,
        member -> new Cursor(member.userId()));
  }

  /** Which groups a user is in, by group id. */
  public Page<Member> memberships(UUID userId, PageRequest page) {
    return Page.of(
        executor.list(
            MEMBERSHIPS,
            Member::read,
            tenantId,
            userId,
            Sql.oldestFirst(page).id(),
            Sql.limit(page)),
        page,
        member -> new Cursor(member.groupId()));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("group", id);
  }
}

package io.lyss.dao.user;

import static io.lyss.dao.user.jooq.Tables.CREATE_GROUP;
import static io.lyss.dao.user.jooq.Tables.USER_GROUPS;
import static io.lyss.dao.user.jooq.Tables.USER_GROUP_MEMBERS;
import static io.lyss.dao.user.jooq.Tables.VISIBLE_GROUPS;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
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
import io.lyss.dao.user.jooq.routines.AddGroupMember;
import io.lyss.dao.user.jooq.routines.DeleteGroup;
import io.lyss.dao.user.jooq.routines.RemoveGroupMember;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Routine;
import org.jooq.impl.DSL;

/**
 * The groups of one tenant. Users find the groups that they are in; administrators of the tenant
 * find, create, change and delete all. Administrators of the tenant or of the group add and remove
 * members.
 */
public final class GroupDao {

  private static final RowType<Group> ROW = RowType.of(Group.class, USER_GROUPS);

  private static final RowType<NewGroup> NEW = RowType.of(NewGroup.class, USER_GROUPS);

  private static final RowType<Member> MEMBER = RowType.of(Member.class, USER_GROUP_MEMBERS);

  private static final Condition THIS = Sql.is(USER_GROUPS.TENANT_ID).and(Sql.is(USER_GROUPS.ID));

  private static final ScopedStatement<Group> CREATE =
      UserService.statement(ROW, () -> FunctionCall.of(CREATE_GROUP).rows(ROW));

  private static final ScopedStatement<Group> UPDATE =
      UserService.statement(
          ROW,
          () ->
              DSL.update(USER_GROUPS)
                  .set(Sql.args(USER_GROUPS.NAME, USER_GROUPS.DESCRIPTION))
                  .where(THIS)
                  .and(Sql.is(USER_GROUPS.UPDATED_AT))
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<Group> FIND =
      UserService.statement(ROW, () -> select(ROW.columns()).from(USER_GROUPS).where(THIS));

  private static final ScopedStatement<Group> LIST =
      UserService.statement(ROW, () -> FunctionCall.of(VISIBLE_GROUPS).rows(ROW));

  private static final ScopedStatement<Boolean> DELETE = changes(new DeleteGroup());

  private static final ScopedStatement<Boolean> ADD_MEMBER = changes(new AddGroupMember());

  private static final ScopedStatement<Boolean> REMOVE_MEMBER = changes(new RemoveGroupMember());

  /** A statement of a function that answers whether it has changed something. */
  private static ScopedStatement<Boolean> changes(Routine<Boolean> function) {
    return UserService.statement(
        RowType.value(Boolean.class), () -> FunctionCall.of(function).value());
  }

  private static final ScopedStatement<Member> MEMBERS =
      UserService.statement(
          MEMBER,
          () ->
              select(MEMBER.columns())
                  .from(USER_GROUP_MEMBERS)
                  .where(Sql.is(USER_GROUP_MEMBERS.TENANT_ID))
                  .and(Sql.is(USER_GROUP_MEMBERS.GROUP_ID))
                  .and(USER_GROUP_MEMBERS.USER_ID.gt(Sql.afterId()))
                  .orderBy(USER_GROUP_MEMBERS.USER_ID)
                  .limit(Sql.limit()));

  private static final ScopedStatement<Member> MEMBERSHIPS =
      UserService.statement(
          MEMBER,
          () ->
              select(MEMBER.columns())
                  .from(USER_GROUP_MEMBERS)
                  .where(Sql.is(USER_GROUP_MEMBERS.TENANT_ID))
                  .and(Sql.is(USER_GROUP_MEMBERS.USER_ID))
                  .and(USER_GROUP_MEMBERS.GROUP_ID.gt(Sql.afterId()))
                  .orderBy(USER_GROUP_MEMBERS.GROUP_ID)
                  .limit(Sql.limit()));

  private final ScopedExecutor executor;

  GroupDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Creates a group without members; in the scope of an administrator of the tenant.
   *
   * @throws ConflictException if the tenant has a group of that name or id
   * @throws ConstraintException if a value is refused
   * @throws ScopeDeniedException in a system scope, or if the current user is no administrator of
   *     the tenant
   */
  public Group create(NewGroup group) {
    return executor.call("GroupDao.create", CREATE).with(NEW, group).one();
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<Group> find(UUID id) {
    return executor.read("GroupDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if there is no such group in this scope
   */
  public Group get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The groups of this scope, the oldest first. */
  public Page<Group> list(PageRequest page) {
    return executor.read("GroupDao.list", LIST).oldestFirst(page, group -> new Cursor(group.id()));
  }

  /**
   * Changes the name and description of a group; in the scope of an administrator of the tenant.
   * The given group is the stored one as it was read, with the edits.
   *
   * @return the group as it is now
   * @throws ConflictException if it was changed since it was read, or the tenant has another group
   *     of that name
   * @throws NotFoundException if there is no such group, or this scope may not change it
   * @throws ConstraintException if a value is refused
   * @throws ScopeDeniedException in a system scope
   */
  public Group update(Group edited) {
    return Edited.orRefuse(
        executor
            .call("GroupDao.update", UPDATE)
            .with("id", edited.id())
            .with("updated_at", edited.updatedAt())
            .with("name", edited.name())
            .with("description", edited.description())
            .find(),
        edited.updatedAt(),
        () -> find(edited.id()),
        Group::updatedAt,
        "group",
        edited.id());
  }

  /**
   * Deletes a group with its memberships. Published to other services as {@code group.deleted} with
   * the key {@code group:<id>}.
   *
   * @throws NotFoundException if there is no such group, or this scope may not delete it
   * @throws ScopeDeniedException in a system scope
   */
  public void delete(UUID id) {
    if (!executor.call("GroupDao.delete", DELETE).with("id", id).one()) {
      throw notFound(id);
    }
  }

  /**
   * Adds a user to a group, or changes the user's role in it. A scope that is already bound does
   * not get the group. Published as {@code member.added} with the key {@code member:<user>}.
   *
   * @return false if the user had that role in the group before
   * @throws ConstraintException if there is no such group or user in this tenant
   * @throws ScopeDeniedException if the current user is an administrator neither of the group nor
   *     of the tenant
   */
  public boolean addMember(UUID groupId, UUID userId, GroupRole role) {
    return executor
        .call("GroupDao.addMember", ADD_MEMBER)
        .with("id", Ids.next())
        .with("group_id", groupId)
        .with("user_id", userId)
        .with("role", role)
        .one();
  }

  /**
   * Removes a user from a group. Each member may leave. A scope that is already bound keeps the
   * group. Published as {@code member.removed} with the key {@code member:<user>}.
   *
   * @return whether the user was a member
   * @throws ScopeDeniedException if the current user is neither that member nor an administrator of
   *     the group or of the tenant
   */
  public boolean removeMember(UUID groupId, UUID userId) {
    return executor
        .call("GroupDao.removeMember", REMOVE_MEMBER)
        .with("group_id", groupId)
        .with("user_id", userId)
        .one();
  }

  /** The members of a group, by user id. */
  public Page<Member> listMembers(UUID groupId, PageRequest page) {
    return executor
        .read("GroupDao.listMembers", MEMBERS)
        .with("group_id", groupId)
        .oldestFirst(page, member -> new Cursor(member.userId()));
  }

  /** The memberships of a user, by group id. */
  public Page<Member> listMemberships(UUID userId, PageRequest page) {
    return executor
        .read("GroupDao.listMemberships", MEMBERSHIPS)
        .with("user_id", userId)
        .oldestFirst(page, member -> new Cursor(member.groupId()));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("group", id);
  }
}

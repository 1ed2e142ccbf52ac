package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is a member of a group, and who may change that. */
class GroupMembersTest extends UserServiceTest {

  private static final PageRequest PAGE = PageRequest.first(20);
  private static final String NO_USER = "user_group_members_tenant_id_user_id_fk";
  private static final String NO_GROUP = "user_group_members_tenant_id_group_id_fk";

  private final Tenant tenant = users.tenant();
  private final User admin = users.admin(tenant);
  private final User user = users.user(tenant);
  private final User other = users.user(tenant);
  private final GroupDao dao = users.as(admin).groups();

  private List<UUID> members(Group group) {
    return dao.listMembers(group.id(), PAGE).items().stream().map(Member::userId).toList();
  }

  @Test
  void anAdministratorOfTheTenantAddsAndRemovesMembers() {
    Group group = users.group(admin);
    assertThat(dao.addMember(group.id(), user.id(), GroupRole.MEMBER)).isTrue();
    assertThat(dao.addMember(group.id(), user.id(), GroupRole.MEMBER)).isFalse();
    Member member = dao.listMembers(group.id(), PAGE).items().get(0);
    assertThat(member)
        .isEqualTo(new Member(group.id(), user.id(), GroupRole.MEMBER, member.joinedAt()));
    assertThat(dao.addMember(group.id(), user.id(), GroupRole.ADMIN)).isTrue();
    assertThat(dao.listMembers(group.id(), PAGE).items())
        .containsExactly(new Member(group.id(), user.id(), GroupRole.ADMIN, member.joinedAt()));
    assertThat(dao.removeMember(group.id(), user.id())).isTrue();
    assertThat(dao.removeMember(group.id(), user.id())).isFalse();
    assertThat(members(group)).isEmpty();
  }

  @Test
  void addingAndRemovingAMemberAreEventsOfTheUser() {
    User ann = users.user(tenant);
    Group group = users.group(admin);
    dao.addMember(group.id(), ann.id(), GroupRole.MEMBER);
    dao.addMember(group.id(), ann.id(), GroupRole.MEMBER);
    dao.addMember(group.id(), ann.id(), GroupRole.ADMIN);
    users.as(ann).groups().removeMember(group.id(), ann.id());
    users.as(ann).groups().removeMember(group.id(), ann.id());
    List<Event> events =
        users.events(tenant.id()).stream()
            .filter(event -> event.key().equals("member:" + ann.id()))
            .toList();
    String id = "\"group_id\": \"" + group.id() + "\"";
    assertThat(events)
        .extracting(event -> event.type() + " " + event.payload().text())
        .containsExactly(
            "member.added {\"role\": \"member\", " + id + "}",
            "member.added {\"role\": \"admin\", " + id + "}",
            "member.removed {" + id + "}");
    assertThat(events.get(0).actorId()).contains(admin.id());
    assertThat(events.get(2).actorId()).contains(ann.id());
  }

  @Test
  void anAdministratorOfTheGroupManagesThatOneOnly() {
    Group group = users.group(admin);
    Group elsewhere = users.group(admin, other);
    dao.addMember(group.id(), user.id(), GroupRole.ADMIN);
    GroupDao own = users.as(user).groups();
    assertThat(own.addMember(group.id(), other.id(), GroupRole.MEMBER)).isTrue();
    assertThat(own.removeMember(group.id(), other.id())).isTrue();
    Expect.denied(() -> own.addMember(elsewhere.id(), user.id(), GroupRole.MEMBER));
    Expect.denied(() -> own.removeMember(elsewhere.id(), other.id()));
    dao.addMember(group.id(), user.id(), GroupRole.MEMBER);
    Expect.denied(() -> own.addMember(group.id(), other.id(), GroupRole.MEMBER));
  }

  @Test
  void membersMayLeaveAndChangeNothingElse() {
    Group group = users.group(admin, user, other);
    GroupDao own = users.as(user).groups();
    Expect.denied(() -> own.addMember(group.id(), user.id(), GroupRole.ADMIN));
    Expect.denied(() -> own.removeMember(group.id(), other.id()));
    assertThat(own.removeMember(group.id(), user.id())).isTrue();
    assertThat(members(group)).containsExactly(other.id());
    // a scope that was bound with the group keeps it, and may still not change its members
    Expect.denied(() -> own.addMember(group.id(), user.id(), GroupRole.MEMBER));
  }

  @Test
  void systemWorkManagesEveryGroup() {
    Group group = users.group(admin);
    GroupDao system = users.system().groups(tenant.id());
    assertThat(system.addMember(group.id(), user.id(), GroupRole.MEMBER)).isTrue();
    assertThat(system.listMembers(group.id(), PAGE).items()).hasSize(1);
    assertThat(system.listMemberships(user.id(), PAGE).items())
        .extracting(Member::groupId)
        .contains(group.id());
    assertThat(system.removeMember(group.id(), user.id())).isTrue();
  }

  @Test
  void nobodyGetsIntoAGroupOfAnotherTenant() {
    Group group = users.group(admin);
    Tenant elsewhere = users.tenant();
    User stranger = users.user(elsewhere);
    GroupDao here = users.system().groups(tenant.id());
    GroupDao there = users.system().groups(elsewhere.id());
    Expect.refused(NO_USER, () -> here.addMember(group.id(), stranger.id(), GroupRole.MEMBER));
    Expect.refused(NO_GROUP, () -> there.addMember(group.id(), stranger.id(), GroupRole.MEMBER));
    Expect.refused(NO_USER, () -> dao.addMember(group.id(), stranger.id(), GroupRole.MEMBER));
    assertThat(members(group)).isEmpty();
  }

  @Test
  void unknownUsersAndGroupsAreRefused() {
    Group group = users.group(admin);
    Expect.refused(NO_USER, () -> dao.addMember(group.id(), Ids.next(), GroupRole.MEMBER));
    Expect.refused(NO_GROUP, () -> dao.addMember(Ids.next(), user.id(), GroupRole.MEMBER));
    assertThat(dao.removeMember(group.id(), Ids.next())).isFalse();
  }

  @Test
  void membersSeeEachOtherAndTheirOwnMemberships() {
    Group group = users.group(admin, user, other);
    Group elsewhere = users.group(admin, other);
    GroupDao own = users.as(user).groups();
    assertThat(own.listMembers(group.id(), PAGE).items()).hasSize(2);
    assertThat(own.listMembers(elsewhere.id(), PAGE).items()).isEmpty();
    assertThat(own.listMemberships(user.id(), PAGE).items())
        .extracting(Member::groupId)
        .contains(group.id());
    assertThat(own.listMemberships(other.id(), PAGE).items())
        .extracting(Member::groupId)
        .contains(group.id())
        .doesNotContain(elsewhere.id());
  }

  @Test
  void membersAndMembershipsAreListedPageByPage() {
    Group group = users.group(admin);
    List<UUID> in = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      User member = users.user(tenant);
      dao.addMember(group.id(), member.id(), GroupRole.MEMBER);
      in.add(member.id());
    }
    assertThat(Paging.all(2, page -> dao.listMembers(group.id(), page)))
        .extracting(Member::userId)
        .isEqualTo(in);
    User busy = users.user(tenant);
    List<UUID> groups = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      groups.add(users.group(admin, busy).id());
    }
    assertThat(Paging.all(2, page -> users.as(busy).groups().listMemberships(busy.id(), page)))
        .extracting(Member::groupId)
        .isEqualTo(groups);
  }
}

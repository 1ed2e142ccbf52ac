package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Hidden;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class GroupIsolationTest extends UserServiceTest {

  private static final PageRequest PAGE = PageRequest.first(9);

  private final Tenant tenant = users.tenant();
  private final User admin = users.admin(tenant);
  private final User member = users.user(tenant);
  private final User outsider = users.user(tenant);
  private final User strangeAdmin = users.superAdmin(users.tenant());
  private final UUID never = Ids.next();

  private void betweenTenants(UUID known, BiFunction<GroupDao, UUID, Object> call) {
    GroupDao insider = users.as(admin).groups();
    new Hidden<>(insider, users.as(strangeAdmin).groups()).by(known, never, call);
    new Hidden<>(insider, users.as(strangeAdmin).groups(tenant.id())).by(known, never, call);
  }

  /** The group as it is now and was then edited, under that id. */
  private Group edited(UUID group, UUID id) {
    Group current = users.system().groups(tenant.id()).get(group);
    return TestUsers.withId(current.withName(users.name("other")), id);
  }

  private static Object deleted(GroupDao dao, UUID id) {
    dao.delete(id);
    return "deleted";
  }

  @Test
  void aGroupOfAnotherTenantLooksLikeOneThatDoesNotExist() {
    UUID id = users.group(admin, member).id();
    betweenTenants(id, GroupDao::find);
    betweenTenants(id, GroupDao::get);
    betweenTenants(id, (dao, key) -> dao.members(key, PAGE));
    betweenTenants(member.id(), (dao, key) -> dao.memberships(key, PAGE));
    betweenTenants(id, (dao, key) -> dao.update(edited(id, key)));
    betweenTenants(id, (dao, key) -> dao.addMember(key, member.id(), GroupRole.ADMIN));
    new Hidden<>(users.as(admin).groups(), users.as(strangeAdmin).groups())
        .by(id, never, (dao, key) -> dao.removeMember(key, member.id()));
    new Hidden<>(users.as(admin).groups(), users.as(strangeAdmin).groups())
        .by(id, never, GroupIsolationTest::deleted);
  }

  @Test
  void aNameUsedInAnotherTenantIsFree() {
    String name = users.group(admin).name();
    assertThat(users.as(strangeAdmin).groups().create(NewGroup.of(name)).name()).isEqualTo(name);
  }

  @Test
  void toNonMembersAGroupLooksLikeOneThatDoesNotExist() {
    UUID id = users.group(admin, member).id();
    Hidden<GroupDao> hidden = new Hidden<>(users.as(admin).groups(), users.as(outsider).groups());
    hidden.by(id, never, GroupDao::find);
    hidden.by(id, never, GroupDao::get);
    hidden.by(id, never, (dao, key) -> dao.members(key, PAGE));
    hidden.by(member.id(), never, (dao, key) -> dao.memberships(key, PAGE));
    hidden.by(id, never, (dao, key) -> dao.update(edited(id, key)));
    GroupDao own = users.as(outsider).groups();
    Hidden<GroupDao> outsiders = new Hidden<>(own, own);
    outsiders.byDenial(
        id, never, (dao, key) -> dao.addMember(key, outsider.id(), GroupRole.MEMBER));
    outsiders.byDenial(member.id(), never, (dao, key) -> dao.addMember(id, key, GroupRole.MEMBER));
    outsiders.byDenial(id, never, (dao, key) -> dao.removeMember(key, member.id()));
    assertThat(own.removeMember(id, outsider.id()))
        .isEqualTo(own.removeMember(never, outsider.id()))
        .isFalse();
    hidden.by(id, never, GroupIsolationTest::deleted);
  }

  @Test
  void hiddenGroupsAreNotListed() {
    users.group(admin, member);
    assertThat(users.as(outsider).groups().list(PAGE).items()).isEmpty();
    assertThat(users.as(strangeAdmin).groups(tenant.id()).list(PAGE).items()).isEmpty();
  }
}

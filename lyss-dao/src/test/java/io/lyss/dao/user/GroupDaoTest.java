package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.testing.ConcurrentEdits;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GroupDaoTest extends UserServiceTest {

  private static final PageRequest PAGE = PageRequest.first(20);

  private final Tenant tenant = users.tenant();
  private final User admin = users.admin(tenant);
  private final User user = users.user(tenant);
  private final GroupDao dao = users.as(admin).groups();

  @Test
  void aNewGroupHasTheGivenValuesAndNoMembers() {
    NewGroup wanted = NewGroup.of("Readers").withDescription("who reads");
    Group group = dao.create(wanted);
    assertThat(group)
        .isEqualTo(
            new Group(
                tenant.id(),
                wanted.id(),
                "Readers",
                Optional.of("who reads"),
                admin.id(),
                group.createdAt(),
                group.createdAt()));
    assertThat(dao.get(group.id())).isEqualTo(group);
    assertThat(dao.listMembers(group.id(), PAGE).items()).isEmpty();
    assertThat(users.system().groups(tenant.id()).find(group.id())).contains(group);
  }

  @Test
  void aGroupThatDoesNotExistIsNotFound() {
    UUID never = Ids.next();
    assertThat(dao.find(never)).isEmpty();
    assertThat(dao.listMembers(never, PAGE).items()).isEmpty();
    assertThat(dao.listMemberships(never, PAGE).items()).isEmpty();
    Expect.notFound("group", never, () -> dao.get(never));
    Expect.notFound("group", never, () -> dao.update(TestUsers.withId(users.group(admin), never)));
    Expect.notFound("group", never, () -> dao.delete(never));
  }

  @Test
  void aNameIsUniqueInATenant() {
    Group group = users.group(admin);
    Group other = users.group(admin);
    Expect.duplicate("user_groups_tenant_id_name_key", () -> dao.create(NewGroup.of(group.name())));
    Expect.duplicate(
        "user_groups_tenant_id_name_key", () -> dao.update(other.withName(group.name())));
    User stranger = users.admin(users.tenant());
    assertThat(users.as(stranger).groups().create(NewGroup.of(group.name())).name())
        .isEqualTo(group.name());
  }

  @Test
  void badInputIsRefused() {
    Group group = users.group(admin);
    for (String name : List.of("", " ", " x", "x ")) {
      Expect.refused("user_groups_name_check", () -> dao.create(NewGroup.of(name)));
      Expect.refused("user_groups_name_check", () -> dao.update(group.withName(name)));
    }
    Expect.refused("", () -> dao.create(NewGroup.of("x".repeat(101))));
  }

  @Test
  void anIdIsTakenOnceInATenant() {
    Group group = users.group(admin);
    Expect.duplicate(
        "user_groups_tenant_id_id_pk",
        () -> dao.create(new NewGroup(group.id(), "again", Optional.empty())));
    assertThat(dao.get(group.id())).isEqualTo(group);
  }

  @Test
  void nameAndDescriptionChangeAndNothingElse() {
    Group group = users.group(admin);
    String name = users.name("other");
    Group changed = dao.update(group.withName(name).withDescription(Optional.of("for others")));
    assertThat(changed)
        .usingRecursiveComparison()
        .ignoringFields("name", "description", "updatedAt")
        .isEqualTo(group);
    assertThat(changed.name()).isEqualTo(name);
    assertThat(changed.description()).contains("for others");
    assertThat(changed.updatedAt()).isAfter(group.updatedAt());
    assertThat(dao.get(group.id())).isEqualTo(changed);
    assertThat(dao.update(changed.withDescription(Optional.empty())).description()).isEmpty();
  }

  @Test
  void anEditOfWhatWasChangedSinceItWasReadIsRefusedAndChangesNothing() {
    Group read = users.group(admin);
    Group changed = dao.update(read.withDescription(Optional.of("first")));
    Expect.changedSince(
        "group", read.id(), () -> dao.update(read.withDescription(Optional.of("second"))));
    assertThat(dao.get(read.id())).isEqualTo(changed);
    assertThat(dao.update(changed.withDescription(Optional.of("second"))).description())
        .contains("second");
  }

  @Test
  void oneOfConcurrentEditsSucceeds() throws Exception {
    Group read = users.group(admin);
    Group won =
        ConcurrentEdits.oneSucceeds(
            "group", read.id(), i -> dao.update(read.withDescription(Optional.of("Edit " + i))));
    assertThat(dao.get(read.id())).isEqualTo(won);
  }

  @Test
  void theListGoesFromOldToNewPageByPage() {
    User other = users.admin(users.tenant());
    List<Group> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(users.group(other));
    }
    assertThat(Paging.all(3, users.as(other).groups()::list)).isEqualTo(made);
  }

  @Test
  void usersFindTheGroupsThatTheyAreIn() {
    Group theirs = users.group(admin, user);
    Group others = users.group(admin);
    GroupDao own = users.as(user).groups();
    assertThat(own.find(theirs.id())).contains(theirs);
    assertThat(own.find(others.id())).isEmpty();
    assertThat(own.list(PAGE).items()).contains(theirs).doesNotContain(others);
  }

  @Test
  void onlyAnAdministratorOfTheTenantMakesChangesAndDeletes() {
    Group group = users.group(admin, user);
    users.as(admin).groups().addMember(group.id(), user.id(), GroupRole.ADMIN);
    GroupDao own = users.as(user).groups();
    Expect.denied(() -> own.create(NewGroup.of("mine")));
    Expect.notFound("group", group.id(), () -> own.update(group.withName("mine")));
    Expect.notFound("group", group.id(), () -> own.delete(group.id()));
    GroupDao system = users.system().groups(tenant.id());
    Expect.denied(() -> system.create(NewGroup.of("mine")));
    Expect.denied(() -> system.update(group.withName("mine")));
    Expect.denied(() -> system.delete(group.id()));
    assertThat(dao.get(group.id())).isEqualTo(group);
  }

  @Test
  void deletingAGroupDeletesItsMembershipsAndIsAnEvent() {
    Group group = users.group(admin, user);
    Group other = users.group(admin, user);
    dao.delete(group.id());
    Expect.notFound("group", group.id(), () -> dao.delete(group.id()));
    assertThat(dao.find(group.id())).isEmpty();
    assertThat(dao.listMembers(group.id(), PAGE).items()).isEmpty();
    assertThat(users.as(user).groups().listMemberships(user.id(), PAGE).items())
        .extracting(Member::groupId)
        .contains(other.id())
        .doesNotContain(group.id());
    assertThat(users.types(tenant.id(), "group:" + group.id())).containsExactly("group.deleted");
  }

  @Test
  void aSystemScopeHasToNameTheTenant() {
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> users.system().groups())
        .withMessageStartingWith("groups() is about the tenant of the scope");
  }
}

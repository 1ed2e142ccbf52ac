package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.Parallel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoleDaoTest extends SharedServiceTest {

  private static final Set<String> TWO = Set.of("usage.read_all", "audit.read_all");

  private final SharedSession admin = shared.admin(tenant);
  private final RoleDao roles = admin.roles();

  private NewRole newRole() {
    return NewRole.of(shared.name("role"), TWO);
  }

  private Role builtIn(String name) {
    return roles.findByName(name).orElseThrow();
  }

  @Test
  void aRoleIsReadAsItWasCreatedAndThenChanged() {
    NewRole given = newRole().withDescription("Support \uD83D\uDE00");
    Role role = roles.create(given);
    assertThat(role.tenantId()).isEqualTo(tenant);
    assertThat(role.id()).isEqualTo(given.id());
    assertThat(role.name()).isEqualTo(given.name());
    assertThat(role.description()).contains("Support \uD83D\uDE00");
    assertThat(role.permissions()).isEqualTo(TWO);
    assertThat(role.builtIn()).isFalse();
    assertThat(roles.get(role.id())).isEqualTo(role);
    String name = role.name().toUpperCase();
    Role renamed = roles.update(role.withName(name).withDescription(null));
    assertThat(renamed.name()).isEqualTo(name);
    assertThat(renamed.description()).isEmpty();
    assertThat(renamed.permissions()).isEqualTo(TWO);
    assertThat(renamed.updatedAt()).isAfter(role.updatedAt());
    assertThat(roles.findByName(role.name())).contains(renamed);
    Role other = roles.update(renamed.withPermissions(Set.of("usage.read_all", "user.read")));
    assertThat(other.name()).isEqualTo(name);
    assertThat(other.permissions()).containsExactlyInAnyOrder("usage.read_all", "user.read");
    assertThat(other.updatedAt()).isAfter(renamed.updatedAt());
    Role last = roles.update(other.withPermissions(Set.of()).withDescription("x"));
    assertThat(last.permissions()).isEmpty();
    assertThat(last.description()).contains("x");
    roles.delete(role.id());
    assertThat(roles.find(role.id())).isEmpty();
    Expect.notFound("role", role.id(), () -> roles.update(last));
  }

  /** A permission has the time when it was given, which later edits of its role do not change. */
  @Test
  void anEditIsRecordedAsThePermissionsThatCameAndWentAndNoOther() {
    Role role = roles.create(newRole());
    Set<String> other = Set.of("usage.read_all", "user.read");
    roles.update(roles.update(role.withPermissions(other)).withDescription("the same ones"));
    assertThat(
            shared.query(
                """
                select action || ' ' || (changes #>> '{key,permission_name}') from lyss_shared.audit_logs
                where resource_type = 'role_permissions' and resource_id = '%s'
                order by created_at, action, changes #>> '{key,permission_name}'
                """
                    .formatted(role.id())))
        .containsExactly(
            "row_insert audit.read_all",
            "row_insert usage.read_all",
            "row_delete audit.read_all",
            "row_insert user.read");
  }

  @Test
  void anEditOfARoleThatWasChangedSinceItWasReadIsRefusedAndChangesNothing() {
    Role read = roles.create(newRole());
    Role changed = roles.update(read.withPermissions(Set.of("user.read")));
    Expect.changedSince("role", read.id(), () -> roles.update(read.withDescription("x")));
    Expect.changedSince("role", read.id(), () -> roles.update(read.withPermissions(Set.of("no"))));
    assertThat(roles.get(read.id())).isEqualTo(changed);
    assertThat(shared.events("role:" + read.id())).hasSize(2);
    assertThat(roles.update(changed.withDescription("x")).description()).contains("x");
  }

  @Test
  void everyTenantSeesTheBuiltInRolesAndNobodyChangesThem() {
    for (TenantRole role : TenantRole.values()) {
      Role found = builtIn(role.name());
      assertThat(found.builtIn()).isTrue();
      assertThat(shared.user(rival, ann).roles().get(found.id())).isEqualTo(found);
      Expect.notFound("role", found.id(), () -> roles.update(found.withName("mine")));
      Expect.notFound("role", found.id(), () -> roles.update(found.withPermissions(TWO)));
      Expect.notFound("role", found.id(), () -> roles.delete(found.id()));
      Expect.refused("user_roles_tenant_id_role_id_fk", () -> roles.assign(ann, found.id()));
      RoleDao system = shared.system().roles(SharedService.PLATFORM);
      Expect.denied(() -> system.update(found.withName("mine")));
      Expect.denied(() -> system.update(found.withPermissions(TWO)));
      Expect.denied(() -> system.delete(found.id()));
    }
    Expect.denied(() -> shared.system().roles(SharedService.PLATFORM).create(newRole()));
    assertThat(builtIn("super_admin").permissions())
        .containsAll(builtIn("tenant_admin").permissions())
        .contains("tenant.create");
  }

  @Test
  void aRoleNameIsUniqueInATenantAndNeverABuiltInOne() {
    Role role = roles.create(newRole());
    String same = role.name().toUpperCase();
    Expect.duplicate("roles_tenant_id_name_key", () -> roles.create(NewRole.of(same, Set.of())));
    Role another = roles.create(newRole());
    Expect.duplicate("roles_tenant_id_name_key", () -> roles.update(another.withName(same)));
    assertThat(shared.admin(rival).roles().create(NewRole.of(same, TWO)).name()).isEqualTo(same);
    for (String name : List.of("super_admin", "Tenant_Admin", "END_USER")) {
      Expect.refused("roles_tenant_id_name_check", () -> roles.create(NewRole.of(name, TWO)));
      Expect.refused("roles_tenant_id_name_check", () -> roles.update(another.withName(name)));
    }
    for (String name : List.of("", " x", "x ")) {
      Expect.refused("roles_name_check", () -> roles.create(NewRole.of(name, TWO)));
    }
    Expect.refused("", () -> roles.create(NewRole.of("x".repeat(51), TWO)));
  }

  @Test
  void aTenantsRoleHasNoPermissionBeyondTheTenant() {
    String check = "role_permissions_reach_tenant_id_check";
    String words = "the permission tenant.create reaches beyond the tenant";
    Role role = roles.create(newRole());
    Set<String> more = Set.of("usage.read_all", "tenant.create");
    for (RoleDao dao :
        List.of(
            roles,
            shared.as(tenant, Ids.next(), TenantRole.SUPER_ADMIN).roles(),
            shared.system().roles(tenant))) {
      Expect.refused(check, words, () -> dao.create(NewRole.of("more", more)));
      Expect.refused(check, words, () -> dao.update(role.withPermissions(more)));
    }
    assertThat(roles.get(role.id()).permissions()).isEqualTo(TWO);
    assertThat(roles.findByName("more")).isEmpty();
    Expect.refused(
        "role_permissions_permission_name_reach_fk",
        "there is no permission usage.rea",
        () -> roles.create(NewRole.of("more", Set.of("usage.rea"))));
  }

  @Test
  void onlyAnAdministratorOfTheTenantChangesRoles() {
    Role role = roles.create(newRole());
    for (SharedSession session :
        List.of(shared.user(tenant, ann), shared.admin(rival), shared.user(rival, ann))) {
      RoleDao dao = session.roles(tenant);
      Expect.denied(() -> dao.create(newRole()));
      Expect.denied(() -> dao.update(role.withName("x")));
      Expect.denied(() -> dao.update(role.withPermissions(Set.of())));
      Expect.denied(() -> dao.delete(role.id()));
      Expect.denied(() -> dao.assign(bob, role.id()));
      Expect.denied(() -> dao.assign(bob, TenantRole.END_USER));
      Expect.denied(() -> dao.unassign(bob, role.id()));
    }
    assertThat(roles.get(role.id())).isEqualTo(role);
    Role empty = role.withPermissions(Set.of());
    assertThat(shared.system().roles(tenant).update(empty).permissions()).isEmpty();
  }

  @Test
  void theRoleAssignPermissionAllowsNothingInTheDatabase() {
    Role role = roles.create(NewRole.of(shared.name("role"), Set.of("role.assign", "role.manage")));
    roles.assign(ann, role.id());
    assertThat(shared.user(tenant, ann).permissions().has("role.assign")).isTrue();
    Expect.denied(() -> shared.user(tenant, ann).roles().assign(bob, role.id()));
    Expect.denied(() -> shared.user(tenant, ann).roles().create(newRole()));
  }

  @Test
  void nobodyChangesTheirOwnRolesNorMakesASuperAdmin() {
    UUID self = Ids.next();
    Role role = roles.create(newRole());
    for (TenantRole asWhat : List.of(TenantRole.TENANT_ADMIN, TenantRole.SUPER_ADMIN)) {
      RoleDao own = shared.as(tenant, self, asWhat).roles();
      Expect.denied(() -> own.assign(self, role.id()));
      Expect.denied(() -> own.assign(self, TenantRole.TENANT_ADMIN));
      Expect.denied(() -> own.unassign(self, role.id()));
      Expect.denied(() -> own.assign(ann, TenantRole.SUPER_ADMIN));
      Expect.denied(() -> own.unassign(ann, TenantRole.SUPER_ADMIN));
    }
    assertThat(shared.system().roles(tenant).assign(self, TenantRole.SUPER_ADMIN)).isTrue();
    assertThat(shared.system().roles(tenant).unassign(self, TenantRole.SUPER_ADMIN)).isTrue();
  }

  @Test
  void aUserHasARoleOnce() {
    UUID user = Ids.next();
    Role role = roles.create(newRole());
    assertThat(roles.assign(user, role.id())).isTrue();
    assertThat(roles.assign(user, role.id())).isFalse();
    assertThat(roles.assign(user, TenantRole.END_USER)).isTrue();
    assertThat(roles.assign(user, TenantRole.END_USER)).isFalse();
    UUID assigner = ((Scope.TenantUser) admin.scope()).userId();
    assertThat(roles.listByUser(user, PAGE).items())
        .extracting(
            RoleAssignment::userId,
            RoleAssignment::roleId,
            RoleAssignment::builtInRole,
            RoleAssignment::assignedBy)
        .containsExactly(
            tuple(user, Optional.of(role.id()), Optional.empty(), Optional.of(assigner)),
            tuple(user, Optional.empty(), Optional.of(TenantRole.END_USER), Optional.of(assigner)));
    assertThat(roles.unassign(user, role.id())).isTrue();
    assertThat(roles.unassign(user, role.id())).isFalse();
    assertThat(roles.unassign(user, TenantRole.TENANT_ADMIN)).isFalse();
    assertThat(roles.listByUser(user, PAGE).items()).hasSize(1);
    Expect.refused("user_roles_tenant_id_role_id_fk", () -> roles.assign(user, NEVER));
    Role theirs = shared.admin(rival).roles().create(newRole());
    Expect.refused("user_roles_tenant_id_role_id_fk", () -> roles.assign(user, theirs.id()));
  }

  @Test
  void concurrentAssignmentsOfARoleStoreOne() throws Exception {
    UUID user = Ids.next();
    Role role = roles.create(newRole());
    Callable<Boolean> assign = () -> shared.admin(tenant).roles().assign(user, role.id());
    assertThat(Parallel.run(Stream.generate(() -> assign).limit(8).toList()))
        .containsOnlyOnce(true);
    assertThat(roles.listByUser(user, PAGE).items()).hasSize(1);
  }

  @Test
  void oneOfEightConcurrentEditsOfOneReadingSucceedsAndIsStoredWhole() throws Exception {
    UUID id = roles.create(newRole()).id();
    List<Set<String>> sets =
        List.of(
            Set.of("user.read", "user.create", "user.update"),
            Set.of("group.read", "group.create", "group.update"));
    for (int i = 0; i < 10; i++) {
      Role read = roles.get(id);
      List<Optional<Role>> written =
          Parallel.run(
              IntStream.range(0, 8)
                  .mapToObj(n -> read.withName("role " + n).withPermissions(sets.get(n % 2)))
                  .map(edited -> (Callable<Optional<Role>>) () -> unlessChanged(edited))
                  .toList());
      Role stored = roles.get(id);
      assertThat(written).containsOnlyOnce(Optional.of(stored));
      assertThat(written.stream().filter(Optional::isEmpty)).hasSize(7);
      assertThat(sets).contains(stored.permissions());
    }
  }

  private Optional<Role> unlessChanged(Role edited) {
    try {
      return Optional.of(roles.update(edited));
    } catch (ConflictException e) {
      return Optional.empty();
    }
  }

  @Test
  void pagesCoverAllOnce() {
    UUID elsewhere = Ids.next();
    RoleDao dao = shared.admin(elsewhere).roles();
    List<Role> made = Stream.generate(() -> dao.create(newRole())).limit(5).toList();
    List<UUID> users = Stream.generate(Ids::next).limit(5).toList();
    users.forEach(user -> dao.assign(user, made.get(0).id()));
    users.forEach(user -> dao.assign(user, TenantRole.END_USER));
    made.stream().skip(1).forEach(role -> dao.assign(users.get(0), role.id()));
    for (int size : List.of(1, 3, 100)) {
      List<Role> all = Paging.all(size, dao::list);
      assertThat(all).hasSize(8).endsWith(made.toArray(Role[]::new));
      assertThat(all.subList(0, 3)).allMatch(Role::builtIn);
      assertThat(Paging.all(size, page -> dao.listByRole(made.get(0).id(), page)))
          .extracting(RoleAssignment::userId)
          .containsExactlyElementsOf(users);
      assertThat(Paging.all(size, page -> dao.listByRole(TenantRole.END_USER, page)))
          .extracting(RoleAssignment::userId)
          .containsExactlyElementsOf(users);
      assertThat(Paging.all(size, page -> dao.listByUser(users.get(0), page))).hasSize(6);
    }
  }

  @Test
  void changesArePublished() {
    UUID user = Ids.next();
    Role role = roles.create(NewRole.of(shared.name("role"), Set.of("user.read")));
    roles.update(role.withDescription("x").withPermissions(Set.of("user.create")));
    roles.assign(user, role.id());
    roles.assign(user, role.id());
    roles.assign(user, TenantRole.END_USER);
    roles.unassign(user, TenantRole.END_USER);
    roles.delete(role.id());
    List<Event> ofRole = shared.events("role:" + role.id());
    assertThat(ofRole)
        .extracting(Event::type)
        .containsExactly("role.changed", "role.changed", "role.deleted");
    assertThat(ofRole.get(0).payload()).isEqualTo(new Json("{\"permissions\": [\"user.read\"]}"));
    assertThat(ofRole.get(1).payload()).isEqualTo(new Json("{\"permissions\": [\"user.create\"]}"));
    roles.assign(user, TenantRole.END_USER);
    assertThat(shared.events("user:" + user))
        .extracting(Event::type, Event::tenantId)
        .containsExactly(tuple("role.assigned", tenant));
  }
}

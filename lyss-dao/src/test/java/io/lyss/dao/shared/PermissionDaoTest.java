package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.Expect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PermissionDaoTest extends SharedServiceTest {

  private PermissionDao as(TenantRole role) {
    return shared.as(tenant, Ids.next(), role).permissions();
  }

  @Test
  void theRoleOfTheScopeCountsWithoutAnAssignment() {
    assertThat(as(TenantRole.END_USER).has("channel.create")).isTrue();
    assertThat(as(TenantRole.END_USER).has("channel.share")).isFalse();
    assertThat(as(TenantRole.TENANT_ADMIN).has("channel.share")).isTrue();
    PermissionExplanation why = as(TenantRole.TENANT_ADMIN).explain("channel.share");
    assertThat(why.granted()).isTrue();
    assertThat(why).hasToString("channel.share is granted through tenant_admin of the scope");
    assertThat(as(TenantRole.END_USER).explain("channel.share"))
        .hasToString("channel.share is denied: not in end_user of the scope");
  }

  @Test
  void withinATenantASuperAdminHasWhatATenantAdminHas() {
    Set<String> all = as(TenantRole.TENANT_ADMIN).list();
    assertThat(all).contains("user.create", "audit.read_all").doesNotContain("tenant.create");
    assertThat(as(TenantRole.SUPER_ADMIN).list()).isEqualTo(all);
    assertThat(as(TenantRole.SUPER_ADMIN).has("tenant.create")).isFalse();
    assertThat(as(TenantRole.SUPER_ADMIN).explain("tenant.create"))
        .hasToString(
            "tenant.create is denied: not in super_admin of the scope;"
                + " it reaches beyond the tenant");
    assertThat(as(TenantRole.END_USER).list()).isSubsetOf(all).hasSizeBetween(5, all.size() - 5);
  }

  @Test
  void permissionsBeyondTheTenantAreHeldInASystemScopeOnly() {
    UUID root = Ids.next();
    shared.system().roles(tenant).assign(root, TenantRole.SUPER_ADMIN);
    assertThat(shared.system().permissions(tenant).has(root, "tenant.create")).isTrue();
    assertThat(shared.system().permissions(tenant).explain(root, "tenant.create"))
        .hasToString("tenant.create is granted through super_admin");
    assertThat(shared.user(tenant, root).permissions().has("tenant.create")).isFalse();
    assertThat(shared.user(tenant, root).permissions().has("user.create")).isTrue();
    assertThat(shared.system().permissions(rival).has(root, "tenant.create")).isFalse();
  }

  @Test
  void rolesAddUp() {
    SharedSession admin = shared.admin(tenant);
    Role readers = admin.roles().create(NewRole.of("readers", Set.of("audit.read_all")));
    Role both =
        admin.roles().create(NewRole.of("both", Set.of("audit.read_all", "usage.read_all")));
    admin.roles().assign(ann, readers.id());
    admin.roles().assign(ann, both.id());
    PermissionDao own = shared.user(tenant, ann).permissions();
    assertThat(own.has("usage.read_all")).isTrue();
    assertThat(own.has("channel.use")).isTrue();
    assertThat(own.has(ann, "channel.use")).isTrue();
    assertThat(own.explain("audit.read_all").roles())
        .extracting(PermissionExplanation.HeldRole::name, PermissionExplanation.HeldRole::grants)
        .containsExactlyInAnyOrder(
            tuple("end_user", false), tuple("readers", true), tuple("both", true));
    assertThat(own.explain("audit.read_all").roles())
        .filteredOn(role -> role.name().equals("readers"))
        .extracting(
            PermissionExplanation.HeldRole::roleId,
            PermissionExplanation.HeldRole::ofScope,
            PermissionExplanation.HeldRole::assignedBy)
        .containsExactly(
            tuple(readers.id(), false, Optional.of(((Scope.TenantUser) admin.scope()).userId())));
    assertThat(own.list()).contains("audit.read_all", "usage.read_all", "channel.use");
    // of other users, only assigned roles count: the role in their scope is not known here
    assertThat(admin.permissions().list(ann))
        .containsExactlyInAnyOrder("audit.read_all", "usage.read_all");
    assertThat(admin.permissions().has(ann, "channel.use")).isFalse();
    admin.roles().unassign(ann, both.id());
    assertThat(own.has("usage.read_all")).isFalse();
    admin.roles().delete(readers.id());
    assertThat(own.has("audit.read_all")).isFalse();
    assertThat(admin.permissions().explain(ann, "audit.read_all"))
        .hasToString("audit.read_all is denied: no role");
  }

  @Test
  void anUnknownPermissionIsRefusedByItsName() {
    PermissionDao own = as(TenantRole.END_USER);
    for (String unknown : List.of("channel.creat", "", "Channel.Create", "x".repeat(200))) {
      assertUnknown(unknown, () -> own.has(unknown));
      assertUnknown(unknown, () -> own.explain(unknown));
      assertUnknown(unknown, () -> shared.system().permissions(tenant).has(ann, unknown));
    }
  }

  private static void assertUnknown(String name, ThrowingCallable call) {
    Expect.refused(
        "role_permissions_permission_name_reach_fk", "there is no permission " + name, call);
  }

  @Test
  void callsForTheCurrentUserFailInASystemScope() {
    PermissionDao system = shared.system().permissions(tenant);
    Expect.needsUser(() -> system.has("channel.use"));
    Expect.needsUser(() -> system.explain("channel.use"));
    Expect.needsUser(system::list);
    assertThat(system.list(NEVER)).isEmpty();
  }
}

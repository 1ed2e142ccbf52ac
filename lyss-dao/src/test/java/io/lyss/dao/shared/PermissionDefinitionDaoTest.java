package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.Expect;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermissionDefinitionDaoTest extends SharedServiceTest {

  private final PermissionDefinitionDao system = shared.system().permissionDefinitions();

  private boolean has(TenantRole role, String permission) {
    return shared.as(tenant, Ids.next(), role).permissions().has(permission);
  }

  @Test
  void builtInRolesHaveANewPermissionAtOnce() {
    system.define(NewPermission.ofTenant("report.export", "Export reports"));
    system.define(NewPermission.ofTenant("report.read", "Read reports").forEndUsersToo());
    system.define(NewPermission.ofPlatform("report.publish", "Publish reports to all tenants"));
    assertThat(has(TenantRole.TENANT_ADMIN, "report.export")).isTrue();
    assertThat(has(TenantRole.SUPER_ADMIN, "report.export")).isTrue();
    assertThat(has(TenantRole.END_USER, "report.export")).isFalse();
    assertThat(has(TenantRole.END_USER, "report.read")).isTrue();
    assertThat(has(TenantRole.SUPER_ADMIN, "report.publish")).isFalse();
    shared.system().roles(tenant).assign(ann, TenantRole.SUPER_ADMIN);
    shared.system().roles(tenant).assign(bob, TenantRole.TENANT_ADMIN);
    assertThat(shared.system().permissions(tenant).has(ann, "report.publish")).isTrue();
    assertThat(shared.system().permissions(tenant).has(bob, "report.publish")).isFalse();
    shared.admin(tenant).roles().create(NewRole.of("exporters", Set.of("report.export")));
    Expect.refused(
        "role_permissions_reach_tenant_id_check",
        "the permission report.publish reaches beyond the tenant",
        () -> shared.admin(tenant).roles().create(NewRole.of("x", Set.of("report.publish"))));
  }

  @Test
  void everyScopeFindsPermissionsAndOnlySystemWorkDefinesThem() {
    Permission permission = system.define(NewPermission.ofTenant("page.print", "Print pages"));
    PermissionDefinitionDao own = shared.user(tenant, ann).permissionDefinitions();
    assertThat(own.get("page.print")).isEqualTo(permission);
    assertThat(own.list())
        .isEqualTo(system.list())
        .contains(permission)
        .extracting(Permission::name)
        .isSorted()
        .contains("channel.create", "tenant.create");
    assertThat(own.find("page.prin")).isEmpty();
    Expect.notFound("permission", "page.prin", () -> own.get("page.prin"));
    Expect.denied(() -> own.define(NewPermission.ofTenant("page.burn", "Burn pages")));
    Expect.denied(
        () ->
            shared
                .admin(tenant)
                .permissionDefinitions()
                .define(NewPermission.ofTenant("page.burn", "Burn pages")));
  }

  @Test
  void anInvalidPermissionIsRefused() {
    for (String name : List.of("", "page", "Page.read", "page.", ".read", "page read", "a..b")) {
      Expect.refused(
          "permissions_name_check", () -> system.define(NewPermission.ofTenant(name, "x")));
    }
    Expect.refused("", () -> system.define(NewPermission.ofTenant("a." + "b".repeat(99), "x")));
    Expect.refused(
        "permissions_description_check",
        () -> system.define(NewPermission.ofTenant("page.turn", " ")));
    Expect.refused(
        "permissions_reach_check",
        "what end users are permitted stays within their tenant",
        () -> system.define(NewPermission.ofPlatform("page.turn", "x").forEndUsersToo()));
    Expect.duplicate(
        "permissions_name_pk",
        () -> system.define(NewPermission.ofTenant("channel.create", "Again")));
  }
}

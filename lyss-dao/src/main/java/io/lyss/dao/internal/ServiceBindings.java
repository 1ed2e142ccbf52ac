package io.lyss.dao.internal;

import io.lyss.dao.Scope;
import io.lyss.dao.ScopeSigner;
import io.lyss.dao.TenantRole;
import io.lyss.dao.internal.ScopeLayout.Binding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The roles and settings that scopes of a service database bind. */
public final class ServiceBindings {

  private static final String TENANT_ROLE = "authenticated_users";
  private static final String SYSTEM_ROLE = "lyss_system";
  private static final List<String> SETTINGS =
      List.of(
          "app.current_tenant_id",
          "app.current_user_id",
          "app.current_group_ids",
          "app.current_role",
          "app.system_reason");
  private static final List<String> LOOKED_UP = List.of("app.suspended_tenant_id");

  private final ScopeLayout layout;

  /**
   * @param function the function of the schema that binds the scope of a tenant and looks up its
   *     rights
   * @param signer of scopes; null if they are not signed
   */
  public ServiceBindings(String schema, String function, @Nullable ScopeSigner signer) {
    this.layout =
        new ScopeLayout(
            schema,
            Map.of(TENANT_ROLE, function, SYSTEM_ROLE, "bind_scope"),
            SETTINGS,
            LOOKED_UP,
            signer);
  }

  /**
   * A tenant without a user: neither rows of a user nor rows for all users are visible. It is for
   * LYSS's own functions that find out who the caller is.
   */
  public Binding ofTenant(UUID tenantId) {
    return new Binding(layout, TENANT_ROLE, List.of(tenantId.toString(), "", "", "", ""));
  }

  public Binding of(Scope.OfService scope) {
    if (scope instanceof Scope.TenantUser tenant) {
      return new Binding(
          layout,
          TENANT_ROLE,
          List.of(
              tenant.tenantId().toString(),
              tenant.userId().toString(),
              // sorted, so that equal groups give equal texts
              tenant.groupIds().stream()
                  .map(UUID::toString)
                  .sorted()
                  .collect(Collectors.joining(",", "{", "}")),
              tenant.role().name().toLowerCase(Locale.ROOT),
              ""));
    }
    if (scope instanceof Scope.Administrator administrator) {
      return new Binding(
          layout,
          SYSTEM_ROLE,
          List.of(
              "",
              administrator.administratorId().toString(),
              "",
              TenantRole.SUPER_ADMIN.name().toLowerCase(Locale.ROOT),
              administrator.reason()),
          true);
    }
    Scope.SystemWork system = (Scope.SystemWork) scope;
    return new Binding(layout, SYSTEM_ROLE, List.of("", "", "", "", system.reason()));
  }
}

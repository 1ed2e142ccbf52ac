package io.lyss.dao.internal;

import io.lyss.dao.Scope;
import io.lyss.dao.ScopeSigner;
import io.lyss.dao.TenantRole;
import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopeLayout.Form;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The roles and settings that scopes of a service database bind. */
public final class ServiceBindings {

  private static final String TENANT_ROLE = "authenticated_users";
  private static final String SYSTEM_ROLE = "lyss_system";
  private static final String TENANT = "app.current_tenant_id";
  private static final String USER = "app.current_user_id";
  private static final String GROUPS = "app.current_group_ids";
  private static final String ROLE = "app.current_role";
  private static final String REASON = "app.system_reason";
  private static final List<String> SETTINGS = List.of(TENANT, USER, GROUPS, ROLE, REASON);
  private static final List<String> LOOKED_UP = List.of("app.suspended_tenant_id");
  private static final String BIND = "bind_scope";

  private final Form tenant;
  private final Form user;
  private final Form administrator;
  private final Form system;

  /**
   * @param function the function of the schema that binds the scope of a tenant and looks up its
   *     rights
   * @param signer of scopes; null if they are not signed
   */
  public ServiceBindings(String schema, String function, @Nullable ScopeSigner signer) {
    ScopeLayout layout = new ScopeLayout(schema, SETTINGS, LOOKED_UP, signer);
    this.tenant = layout.form(TENANT_ROLE, function, List.of(TENANT));
    this.user = layout.form(TENANT_ROLE, function, List.of(TENANT, USER, GROUPS, ROLE));
    this.administrator = layout.form(SYSTEM_ROLE, BIND, List.of(USER, ROLE, REASON));
    this.system = layout.form(SYSTEM_ROLE, BIND, List.of(REASON));
  }

  /**
   * A tenant without a user: neither rows of a user nor rows for all users are visible. It is for
   * LYSS's own functions that find out who the caller is.
   */
  public Binding ofTenant(UUID tenantId) {
    return new Binding(tenant, List.of(tenantId.toString()));
  }

  public Binding of(Scope.OfService scope) {
    if (scope instanceof Scope.TenantUser member) {
      return new Binding(
          user,
          List.of(
              member.tenantId().toString(),
              member.userId().toString(),
              // sorted, so that equal groups give equal texts
              member.groupIds().stream()
                  .map(UUID::toString)
                  .sorted()
                  .collect(Collectors.joining(",", "{", "}")),
              member.role().name().toLowerCase(Locale.ROOT)));
    }
    if (scope instanceof Scope.Administrator person) {
      return new Binding(
          administrator,
          List.of(
              person.administratorId().toString(),
              TenantRole.SUPER_ADMIN.name().toLowerCase(Locale.ROOT),
              person.reason()),
          true);
    }
    return new Binding(system, List.of(((Scope.SystemWork) scope).reason()));
  }
}

package io.lyss.schema.shared;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.PolicyCase;
import io.lyss.schema.Violation;
import io.lyss.schema.service.FollowingSubject;
import io.lyss.schema.service.Persona;
import io.lyss.schema.service.TenantPrices;
import io.lyss.schema.service.ToldChanges;
import java.util.List;
import java.util.Map;

/** The shared database, with the same roles, settings and prices in two tenants. */
public final class SharedSubject implements FollowingSubject {

  private static final String PLATFORM_SEED =
      """
      insert into settings (tenant_id, key, value) values
        (platform_tenant_id(), 'chat.model', '"global"'),
        (platform_tenant_id(), 'chat.limit', '10');
      """;

  private static final String SEED =
      """
      insert into roles (tenant_id, id, name) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000c1', '${name} support'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000c2', '${name} billing');

      insert into role_permissions (tenant_id, role_id, permission_name) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000c1', 'user.read'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000c1', 'audit.read_all'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000c2', 'usage.read_all');

      insert into user_roles (tenant_id, id, user_id, role_id, built_in_role) values
        ('${tenant}', '00000000-0000-7000-8000-000000000c01',
          '00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000c1', null),
        ('${tenant}', '00000000-0000-7000-8000-000000000c02',
          '00000000-0000-7000-8000-0000000000a3', '00000000-0000-7000-8000-0000000000c1', null),
        ('${tenant}', '00000000-0000-7000-8000-000000000c03',
          '00000000-0000-7000-8000-0000000000a3', null, 'tenant_admin');

      insert into settings (tenant_id, key, value) values
        ('${tenant}', 'chat.model', '"${name}"'),
        ('${tenant}', 'chat.prompt', '"${name}"');
      """;

  private static final String TENANTS_AND_PLATFORMS =
      "tenant_id in (:tenant, platform_tenant_id())";

  @Override
  public LyssDatabase database() {
    return LyssDatabase.SHARED;
  }

  @Override
  public String platformSeed() {
    return PLATFORM_SEED + TenantPrices.PLATFORM_SEED;
  }

  @Override
  public String seed() {
    return SEED + TenantPrices.SEED;
  }

  @Override
  public Map<String, String> visible() {
    return FollowingSubject.and(
        Map.of(
            "permissions",
            "true",
            "roles",
            TENANTS_AND_PLATFORMS,
            "role_permissions",
            TENANTS_AND_PLATFORMS,
            "role_details",
            TENANTS_AND_PLATFORMS,
            "user_roles",
            "tenant_id = :tenant and (user_id = :user or :admin)",
            "settings",
            TENANTS_AND_PLATFORMS,
            "model_prices",
            TenantPrices.VISIBLE,
            "model_price_lists",
            TenantPrices.VISIBLE));
  }

  /** Functions write all but the audit log. */
  @Override
  public List<PolicyCase<Persona>> policies() {
    return List.of();
  }

  @Override
  public List<Violation> violations() {
    return ToldChanges.and(TenantPrices.and(SharedViolations.ALL));
  }

  @Override
  public List<String> unexplainedNulls() {
    return List.of();
  }

  @Override
  public String toString() {
    return "shared";
  }
}

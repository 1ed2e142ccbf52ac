package io.lyss.schema.user;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.PolicyCase;
import io.lyss.schema.Violation;
import io.lyss.schema.service.Persona;
import io.lyss.schema.service.Subject;
import java.util.List;
import java.util.Map;

/** The user database, with the same people in two tenants. */
public final class UserSubject implements Subject {

  private static final String SEED =
      """
      insert into tenants (id, name, slug) values ('${tenant}', 'The ${name} company', '${name}');

      insert into users (tenant_id, id, email, password_hash, role) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000a1', 'ada@example.org', '!', 'tenant_admin'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000a2', 'ann@example.org', '!', 'end_user'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000a3', 'bob@example.org', '!', 'end_user'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000a4', 'root@example.org', '!', 'super_admin');

      insert into user_groups (tenant_id, id, name, created_by) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000b1', 'readers',
          '00000000-0000-7000-8000-0000000000a1'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000b2', 'writers',
          '00000000-0000-7000-8000-0000000000a1');

      insert into user_group_members (tenant_id, id, group_id, user_id, role) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000c1',
          '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-0000000000a2', 'member'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000c2',
          '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-0000000000a3', 'admin'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000c3',
          '00000000-0000-7000-8000-0000000000b2', '00000000-0000-7000-8000-0000000000a3', 'member');
      """;

  private static final String USERS = "tenant_id = :tenant and (id = :user or :admin)";

  @Override
  public LyssDatabase database() {
    return LyssDatabase.USER;
  }

  @Override
  public String bindFunction() {
    return "bind_user_scope";
  }

  @Override
  public String seed() {
    return SEED;
  }

  @Override
  public Map<String, String> visible() {
    return Map.of(
        "tenants", "id = :tenant",
        "users", USERS,
        "user_profiles", USERS,
        "user_groups", "tenant_id = :tenant and (id = any (:groups) or :admin)",
        "user_group_members",
            "tenant_id = :tenant and (group_id = any (:groups) or user_id = :user or :admin)");
  }

  @Override
  public List<PolicyCase<Persona>> policies() {
    return UserPolicies.CASES;
  }

  @Override
  public List<Violation> violations() {
    return UserViolations.ALL;
  }

  @Override
  public List<String> unexplainedNulls() {
    return List.of();
  }

  @Override
  public String toString() {
    return "user";
  }
}

package io.lyss.schema.user;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.PolicyCase.system;
import static io.lyss.schema.service.Persona.ADMIN;
import static io.lyss.schema.service.Persona.ANN;
import static io.lyss.schema.service.Persona.BOB;
import static io.lyss.schema.service.Persona.ROOT;
import static io.lyss.schema.service.Persona.STRANGER;

import io.lyss.schema.PolicyCase;
import io.lyss.schema.service.Persona;
import java.util.List;

/** Users change themselves; administrators change groups, and all users but a super_admin. */
final class UserPolicies {

  private static final String RENAME = "update users set full_name = 'Somebody'";
  private static final String RENAME_GROUPS = "update user_groups set description = 'x'";

  static final List<PolicyCase<Persona>> CASES =
      List.of(
          of("users_update", ANN, RENAME, 1),
          of("users_update", ADMIN, RENAME, 3),
          of("users_update", ROOT, RENAME, 4),
          of("users_update", STRANGER, RENAME, 0),
          of("user_groups_update", ADMIN, RENAME_GROUPS, 2),
          of("user_groups_update", BOB, RENAME_GROUPS, 0),
          of("user_groups_delete", ADMIN, "delete from user_groups", 2),
          of("user_groups_delete", BOB, "delete from user_groups", 0),
          system("users_system_update", "a test", RENAME, 8),
          system("users_system_update", "", RENAME, 0),
          system("tenants_system_insert", "a test", tenant(), 1),
          system("tenants_system_insert", "", tenant(), REFUSED),
          system("tenants_system_update", "a test", "update tenants set max_users = 1", 2),
          system("tenants_system_update", "", "update tenants set max_users = 1", 0));

  private UserPolicies() {}

  private static String tenant() {
    return "insert into tenants (id, name, slug) values"
        + " ('0d000000-0000-7000-8000-000000000000', 'New', 'new')";
  }
}

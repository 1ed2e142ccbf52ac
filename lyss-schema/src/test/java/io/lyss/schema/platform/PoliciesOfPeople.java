package io.lyss.schema.platform;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static io.lyss.schema.platform.Organisation.BOB;
import static io.lyss.schema.platform.Organisation.CAROL;
import static io.lyss.schema.platform.Organisation.DAN;
import static io.lyss.schema.platform.Organisation.NOBODY;

import io.lyss.schema.PolicyCase;
import java.util.List;

/** Users see themselves; only administrators see and manage all. */
final class PoliciesOfPeople {

  private static final String NEW_USER =
      "insert into users (username, email, hashed_password, role)"
          + " values ('eve', 'eve@example.org', '!', 'user')";

  static final List<PolicyCase<Integer>> CASES =
      List.of(
          of("users_select", ALICE, "select id from users", 1),
          of("users_select", DAN, "select id from users", 1),
          of("users_select", NOBODY, "select id from users", 0),
          of("users_select", ADMIN, "select id from users", 5),
          of("users_insert", ALICE, NEW_USER, REFUSED),
          of("users_insert", DAN, NEW_USER, REFUSED),
          of("users_insert", ADMIN, NEW_USER, 1),
          // nobody becomes an administrator, or active again, without one
          of("users_update", ALICE, "update users set role = 'admin' where id = 2", 0),
          of("users_update", ALICE, "update users set role = 'admin'", 0),
          of("users_update", CAROL, "update users set is_active = true where id = 4", 0),
          of("users_update", ALICE, "update users set username = 'x' where id = 3", 0),
          of("users_update", ADMIN, "update users set role = 'admin' where id = 2", 1),
          // the check, which ignores the policies on what it reads
          of("users_definer_select", ADMIN, "select where can_user_access_provider(2, 1)", 1),
          of("users_definer_select", BOB, "select where can_user_access_provider(2, 1)", 0),
          of(
              "provider_distributions_definer_select",
              ALICE,
              "select where can_user_access_provider(2, 1)",
              1));

  private PoliciesOfPeople() {}
}

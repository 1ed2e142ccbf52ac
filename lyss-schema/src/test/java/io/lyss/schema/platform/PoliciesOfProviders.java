package io.lyss.schema.platform;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.PolicyCase.system;
import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static io.lyss.schema.platform.Organisation.BOB;
import static io.lyss.schema.platform.Organisation.CAROL;
import static io.lyss.schema.platform.Organisation.DAN;
import static io.lyss.schema.platform.Organisation.NOBODY;

import io.lyss.schema.PolicyCase;
import java.util.List;

/** The creator manages a personal provider; administrators manage organization providers. */
final class PoliciesOfProviders {

  static final List<PolicyCase<Integer>> CASES =
      List.of(
          of("provider_configs_select", ALICE, "select id from provider_configs", 3),
          of("provider_configs_select", BOB, "select id from provider_configs", 4),
          of("provider_configs_select", DAN, "select id from provider_configs", 0),
          of("provider_configs_select", NOBODY, "select id from provider_configs", 0),
          // all of the organization and his own; nobody else's
          of("provider_configs_select", ADMIN, "select id from provider_configs", 6),
          of("provider_configs_insert", ALICE, provider("personal", ALICE), 1),
          of("provider_configs_insert", ALICE, provider("personal", BOB), REFUSED),
          of("provider_configs_insert", ALICE, provider("organization", ALICE), REFUSED),
          of("provider_configs_insert", DAN, provider("organization", DAN), REFUSED),
          of("provider_configs_insert", CAROL, provider("personal", CAROL), REFUSED),
          of("provider_configs_insert", NOBODY, provider("personal", NOBODY), REFUSED),
          of("provider_configs_insert", ADMIN, provider("organization", ADMIN), 1),
          of("provider_configs_insert", ADMIN, provider("organization", ALICE), REFUSED),
          of("provider_configs_insert", ADMIN, provider("personal", ALICE), REFUSED),
          of("provider_configs_update", ALICE, rename(5), 1),
          // she sees it, as it is distributed to her, but may not change it
          of("provider_configs_update", ALICE, rename(1), 0),
          of("provider_configs_update", ALICE, rename(6), 0),
          of("provider_configs_update", DAN, rename(9), 0),
          of("provider_configs_update", DAN, rename(1), 0),
          of("provider_configs_update", ADMIN, rename(9), 1),
          of("provider_configs_update", ADMIN, rename(5), 0),
          of("provider_configs_update", ALICE, "update provider_configs set is_active = false", 1),
          // an inactive user redirects nothing
          of("provider_configs_update", CAROL, rename(7), 0),
          of("provider_distributions_select", ALICE, "select id from provider_distributions", 3),
          of("provider_distributions_select", DAN, "select id from provider_distributions", 0),
          of("provider_distributions_select", ADMIN, "select id from provider_distributions", 7),
          of("provider_distributions_select", NOBODY, "select id from provider_distributions", 0),
          // nobody distributes to himself a provider that he does not manage
          of("provider_distributions_insert", ALICE, distribute(2, ALICE, ALICE), REFUSED),
          of("provider_distributions_insert", ALICE, distribute(2, ALICE, ADMIN), REFUSED),
          of("provider_distributions_insert", ALICE, distribute(6, ALICE, ALICE), REFUSED),
          of("provider_distributions_insert", DAN, distribute(2, DAN, DAN), REFUSED),
          of("provider_distributions_insert", DAN, distribute(9, ALICE, DAN), REFUSED),
          of("provider_distributions_insert", DAN, distribute(9, ALICE, ADMIN), REFUSED),
          of("provider_distributions_insert", ADMIN, distribute(9, ALICE, ADMIN), 1),
          of("provider_distributions_insert", ADMIN, distribute(9, ALICE, DAN), REFUSED),
          // a distribution that was revoked stays revoked, whatever its user does
          of("provider_distributions_update", ALICE, change(5, "is_active = true"), 0),
          of("provider_distributions_update", ALICE, change(1, "is_active = false"), 0),
          of("provider_distributions_update", BOB, change(7, "distributed_by = 3"), 0),
          of(
              "provider_distributions_update",
              DAN,
              change(7, "is_active = false, distributed_by = 5"),
              0),
          of("provider_distributions_update", DAN, change(6, "is_active = false"), 0),
          // the row names who decided last: Dan's name does not stay on what the administrator
          // revoked
          of("provider_distributions_update", ADMIN, change(7, "is_active = false"), REFUSED),
          of(
              "provider_distributions_update",
              ADMIN,
              change(7, "is_active = false, distributed_by = 1"),
              1),
          of("provider_distributions_update", ADMIN, change(5, "is_active = true"), 1),
          // a trigger keeps periods, and a function returns them
          of("access_periods_definer_insert", ADMIN, distribute(2, ALICE, ADMIN), 1),
          of(
              "access_periods_definer_update",
              ADMIN,
              change(7, "is_active = false, distributed_by = 1"),
              1),
          of(
              "access_periods_definer_select",
              ADMIN,
              "select from explain_provider_access_at(2, 1, statement_time()) where granted",
              1),
          // a trigger records changes for hosts, and functions return and delete them
          of("access_changes_definer_insert", ADMIN, distribute(2, ALICE, ADMIN), 1),
          of(
              "access_changes_definer_select",
              ALICE,
              "select from answer_provider_access(2, 1, '1:1:') where changes is null",
              1),
          system(
              "access_changes_definer_delete",
              "test",
              "select from forget_access_changes('0') as forgotten where forgotten > 0",
              1));

  private static String provider(String scope, int creator) {
    return "insert into provider_configs (name, provider_type, scope, created_by, api_key)"
        + " values ('fresh', 'openai', '%s', %d, '%s')"
            .formatted(scope, creator, Organisation.key("b"));
  }

  private static String rename(int provider) {
    return "update provider_configs set name = 'renamed' where id = " + provider;
  }

  private static String distribute(int provider, int user, int by) {
    return "insert into provider_distributions (provider_id, user_id, distributed_by)"
        + " values (%d, %d, %d)".formatted(provider, user, by);
  }

  private static String change(int distribution, String what) {
    return "update provider_distributions set " + what + " where id = " + distribution;
  }

  private PoliciesOfProviders() {}
}

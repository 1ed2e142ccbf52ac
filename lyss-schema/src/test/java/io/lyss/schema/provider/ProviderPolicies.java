package io.lyss.schema.provider;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.PolicyCase.system;
import static io.lyss.schema.service.Persona.ACME;
import static io.lyss.schema.service.Persona.ADMIN;
import static io.lyss.schema.service.Persona.ADMIN_ID;
import static io.lyss.schema.service.Persona.ANN;
import static io.lyss.schema.service.Persona.ANN_ID;
import static io.lyss.schema.service.Persona.BOB;
import static io.lyss.schema.service.Persona.BOB_ID;
import static io.lyss.schema.service.Persona.READERS_ID;
import static io.lyss.schema.service.Persona.RIVAL;
import static io.lyss.schema.service.Persona.STRANGER;

import io.lyss.schema.PolicyCase;
import io.lyss.schema.service.Persona;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Administrators change shared channels; only the owner changes a personal channel or a token. */
final class ProviderPolicies {

  private static final String CHANGE = "update provider_channels set priority = 5";
  private static final String DELETE = "delete from provider_channels";
  private static final String RENAME_TOKENS = "update user_tokens set name = 'x'";
  private static final String NEW_TYPE =
      "insert into provider_types (name, display_name) values ('new', 'New')";
  private static final String CHANGE_TYPES = "update provider_types set display_name = 'x'";

  private static final String RAISE = "update budgets set hard_limit = 200";
  private static final String DROP_BUDGETS = "delete from budgets";
  private static final String TELL =
      "insert into tenant_settings (tenant_id, changed_at, limit_changed_at) values"
          + " ('00000000-0000-7000-8000-0000000000ff', current_timestamp, current_timestamp)";
  private static final String RESTRICT = "update tenant_settings set max_api_calls = 1";

  static final List<PolicyCase<Persona>> CASES =
      List.of(
          of("provider_channels_insert", ADMIN, channel(ACME, "tenant", null, null), 1),
          of("provider_channels_insert", ADMIN, channel(ACME, "group", null, READERS_ID), 1),
          of("provider_channels_insert", ADMIN, channel(ACME, "personal", ADMIN_ID, null), 1),
          of("provider_channels_insert", ADMIN, channel(ACME, "personal", ANN_ID, null), REFUSED),
          of("provider_channels_insert", ADMIN, channel(RIVAL, "tenant", null, null), REFUSED),
          of("provider_channels_insert", ANN, channel(ACME, "personal", ANN_ID, null), 1),
          of("provider_channels_insert", ANN, channel(ACME, "personal", BOB_ID, null), REFUSED),
          of("provider_channels_insert", ANN, channel(ACME, "group", null, READERS_ID), REFUSED),
          of("provider_channels_insert", ANN, channel(ACME, "tenant", null, null), REFUSED),
          of("provider_channels_update", ANN, CHANGE, 1),
          of("provider_channels_update", ADMIN, CHANGE, 3),
          of("provider_channels_update", STRANGER, CHANGE, 0),
          of("provider_channels_delete", BOB, DELETE, 1),
          of("provider_channels_delete", ADMIN, DELETE, 3),
          of("provider_channels_delete", STRANGER, DELETE, 0),
          system(
              "provider_channels_system_insert", "a test", channel(ACME, "tenant", null, null), 1),
          system(
              "provider_channels_system_insert", "", channel(ACME, "tenant", null, null), REFUSED),
          system("provider_channels_system_update", "a test", CHANGE, 10),
          system("provider_channels_system_update", "", CHANGE, 0),
          system("provider_channels_system_delete", "a test", DELETE, 10),
          system("provider_channels_system_delete", "", DELETE, 0),
          of("user_tokens_update", ANN, RENAME_TOKENS, 1),
          of("user_tokens_update", ADMIN, RENAME_TOKENS, 0),
          of("budgets_insert", ADMIN, budget(ACME, "tenant", "group", "group_id", READERS_ID), 1),
          of("budgets_insert", ADMIN, budget(ACME, "tenant", "user", "user_id", ANN_ID), 1),
          of("budgets_insert", ADMIN, budget(RIVAL, "tenant", "user", "user_id", ANN_ID), REFUSED),
          of("budgets_insert", ADMIN, ofTenant(ACME), REFUSED),
          of("budgets_insert", ANN, budget(ACME, "user", "token", "user_id", ANN_ID), 1),
          of("budgets_insert", ANN, budget(ACME, "user", "token", "user_id", BOB_ID), REFUSED),
          of("budgets_insert", ANN, budget(ACME, "tenant", "user", "user_id", ANN_ID), REFUSED),
          of("budgets_update", ADMIN, RAISE, 4),
          of("budgets_update", ANN, RAISE, 1),
          of("budgets_update", BOB, RAISE, 0),
          of("budgets_update", STRANGER, RAISE, 0),
          of("budgets_delete", ADMIN, DROP_BUDGETS, 4),
          of("budgets_delete", ANN, DROP_BUDGETS, 1),
          of("budgets_delete", BOB, DROP_BUDGETS, 0),
          of("budgets_delete", STRANGER, DROP_BUDGETS, 0),
          system("budgets_system_insert", "a test", ofTenant(ACME), 1),
          system("budgets_system_insert", "", ofTenant(ACME), REFUSED),
          system("budgets_system_update", "a test", RAISE, 12),
          system("budgets_system_update", "", RAISE, 0),
          system("budgets_system_delete", "a test", DROP_BUDGETS, 12),
          system("budgets_system_delete", "", DROP_BUDGETS, 0),
          system("tenant_settings_system_insert", "a test", TELL, 1),
          system("tenant_settings_system_insert", "", TELL, REFUSED),
          system("tenant_settings_system_update", "a test", RESTRICT, 2),
          system("tenant_settings_system_update", "", RESTRICT, 0),
          system("provider_types_system_insert", "a test", NEW_TYPE, 1),
          system("provider_types_system_insert", "", NEW_TYPE, REFUSED),
          system("provider_types_system_update", "a test", CHANGE_TYPES, 5),
          system("provider_types_system_update", "", CHANGE_TYPES, 0));

  private ProviderPolicies() {}

  private static String channel(
      String tenant, String scope, @Nullable String owner, @Nullable String group) {
    return "insert into provider_channels"
        + " (tenant_id, id, name, type, key, config_scope, owner_id, group_id)"
        + " values ('%s', '00000000-0000-7000-8000-0000000000cf', 'new',".formatted(tenant)
        + " (select id from provider_types where name = 'openai'), 'test:' || repeat('A', 40),"
        + " '%s', %s, %s)".formatted(scope, quoted(owner), quoted(group));
  }

  private static String budget(
      String tenant, String setBy, String subject, String column, String id) {
    return "insert into budgets (tenant_id, id, name, set_by, subject, %s, unit, period, hard_limit)"
            .formatted(column)
        + " values ('%s', '00000000-0000-7000-8000-0000000000ef', 'new', '%s', '%s', '%s',"
            .formatted(tenant, setBy, subject, id)
        + " 'amount', 'day', 1)";
  }

  private static String ofTenant(String tenant) {
    return "insert into budgets (tenant_id, id, name, set_by, subject, unit, period, hard_limit)"
        + " values ('%s', '00000000-0000-7000-8000-0000000000ef', 'new', 'platform', 'tenant',"
            .formatted(tenant)
        + " 'amount', 'day', 1)";
  }

  private static String quoted(@Nullable String id) {
    return id == null ? "null" : "'" + id + "'";
  }
}

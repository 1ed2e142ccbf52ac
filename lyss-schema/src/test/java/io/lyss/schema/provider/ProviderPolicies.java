package io.lyss.schema.provider;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.PolicyCase.system;
import static io.lyss.schema.service.Persona.ADMIN;
import static io.lyss.schema.service.Persona.ANN;
import static io.lyss.schema.service.Persona.BOB;
import static io.lyss.schema.service.Persona.STRANGER;

import io.lyss.schema.PolicyCase;
import io.lyss.schema.service.Persona;
import java.util.List;

/** Administrators change shared channels; only the owner changes a personal channel or a token. */
final class ProviderPolicies {

  private static final String CHANGE = "update provider_channels set priority = 5";
  private static final String DELETE = "delete from provider_channels";
  private static final String RENAME_TOKENS = "update user_tokens set name = 'x'";
  private static final String CHANGE_TYPES = "update provider_types set display_name = 'x'";

  private static final String RAISE = "update budgets set hard_limit = 200";
  private static final String DROP_BUDGETS = "delete from budgets";
  private static final String TELL =
      "insert into tenant_settings (tenant_id, changed_at, limit_changed_at) values"
          + " ('00000000-0000-7000-8000-0000000000ff', current_timestamp, current_timestamp)";
  private static final String RESTRICT = "update tenant_settings set max_api_calls = 1";

  static final List<PolicyCase<Persona>> CASES =
      List.of(
          of("provider_channels_update", ANN, CHANGE, 1),
          of("provider_channels_update", ADMIN, CHANGE, 3),
          of("provider_channels_update", STRANGER, CHANGE, 0),
          of("provider_channels_delete", BOB, DELETE, 1),
          of("provider_channels_delete", ADMIN, DELETE, 3),
          of("provider_channels_delete", STRANGER, DELETE, 0),
          system("provider_channels_system_update", "a test", CHANGE, 10),
          system("provider_channels_system_update", "", CHANGE, 0),
          system("provider_channels_system_delete", "a test", DELETE, 10),
          system("provider_channels_system_delete", "", DELETE, 0),
          of("user_tokens_update", ANN, RENAME_TOKENS, 1),
          of("user_tokens_update", ADMIN, RENAME_TOKENS, 0),
          of("budgets_update", ADMIN, RAISE, 4),
          of("budgets_update", ANN, RAISE, 1),
          of("budgets_update", BOB, RAISE, 0),
          of("budgets_update", STRANGER, RAISE, 0),
          of("budgets_delete", ADMIN, DROP_BUDGETS, 4),
          of("budgets_delete", ANN, DROP_BUDGETS, 1),
          of("budgets_delete", BOB, DROP_BUDGETS, 0),
          of("budgets_delete", STRANGER, DROP_BUDGETS, 0),
          system("budgets_system_update", "a test", RAISE, 12),
          system("budgets_system_update", "", RAISE, 0),
          system("budgets_system_delete", "a test", DROP_BUDGETS, 12),
          system("budgets_system_delete", "", DROP_BUDGETS, 0),
          system("tenant_settings_system_insert", "a test", TELL, 1),
          system("tenant_settings_system_insert", "", TELL, REFUSED),
          system("tenant_settings_system_update", "a test", RESTRICT, 2),
          system("tenant_settings_system_update", "", RESTRICT, 0),
          system("provider_types_system_update", "a test", CHANGE_TYPES, 5),
          system("provider_types_system_update", "", CHANGE_TYPES, 0));

  private ProviderPolicies() {}
}

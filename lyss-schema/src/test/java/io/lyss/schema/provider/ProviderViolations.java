package io.lyss.schema.provider;

import static io.lyss.schema.Violation.check;
import static io.lyss.schema.Violation.foreignKey;
import static io.lyss.schema.Violation.unique;

import io.lyss.schema.Violation;
import java.util.List;

/** A statement that breaks each constraint of the provider database. */
final class ProviderViolations {

  private static final String NOBODY = "'00000000-0000-7000-8000-0000000000ff'";
  private static final String HASH = "repeat('9', 64)";

  static final List<Violation> ALL =
      List.of(
          unique(
              "provider_types_name_key",
              "update provider_types set name = 'zhipu' where name = 'openai'"),
          type("provider_types_name_check", "name = 'Open AI'"),
          type("provider_types_display_name_check", "display_name = ' '"),
          type("provider_types_display_name_check", "display_name = '\ufe0f'"),
          type("provider_types_base_url_check", "base_url = 'ftp://example.org'"),
          type("provider_types_base_url_check", "base_url = 'https://login:secret@example.org'"),
          type("provider_types_base_url_check", "base_url = 'http://key@example.org/v1?a=b'"),
          type("provider_types_supported_models_check", "supported_models = '{}'"),
          type("provider_types_api_format_check", "api_format = 'soap'"),
          type("provider_types_status_check", "status = 'gone'"),
          foreignKey("provider_channels_type_fk", "update provider_channels set type = -1"),
          channel("provider_channels_name_check", "name = ' x'"),
          channel("provider_channels_key_check", "key = 'sk-in-clear'"),
          channel("provider_channels_priority_check", "priority = 0"),
          channel("provider_channels_priority_check", "priority = 101"),
          channel("provider_channels_weight_check", "weight = 0"),
          channel("provider_channels_weight_check", "weight = 1001"),
          channel("provider_channels_status_check", "status = 3"),
          channel("provider_channels_quota_check", "quota = -2"),
          channel("provider_channels_rate_limit_check", "rate_limit = 0"),
          channel("provider_channels_config_scope_check", "config_scope = 'world'"),
          channel("provider_channels_config_scope_owner_id_check", "owner_id = " + NOBODY),
          channel("provider_channels_config_scope_group_id_check", "group_id = " + NOBODY),
          channel("provider_channels_models_check", "models = '{}'"),
          channel("provider_channels_models_check", "models = '[1]'"),
          channel("provider_channels_models_check", "models = '[\"\"]'"),
          channel("provider_channels_models_check", "models = '[[\"m\"]]'"),
          channel("provider_channels_models_check", "models = '[\"m\", \"n\", \"m\"]'"),
          channel("provider_channels_model_mapping_check", "model_mapping = '[]'"),
          channel("provider_channels_model_mapping_check", "model_mapping = '{\"m\": 1}'"),
          channel("provider_channels_model_mapping_check", "model_mapping = '{\"m\": \"\"}'"),
          foreignKey(
              "channel_health_tenant_id_channel_id_fk",
              "update channel_health set channel_id = "
                  + NOBODY
                  + " where model = 'm' and config_scope = 'tenant'"),
          health("channel_health_failures_check", "failures = -1"),
          health("channel_health_failures_retry_at_check", "failures = 1"),
          health("channel_health_probe_until_failures_check", "probe_until = current_timestamp"),
          sameName("provider_channels_tenant_id_name_key", "tenant"),
          sameName("provider_channels_tenant_id_group_id_name_key", "group"),
          sameName("provider_channels_tenant_id_owner_id_name_key", "personal"),
          unique("user_tokens_tenant_id_key_hash_key", "update user_tokens set key_hash = " + HASH),
          unique(
              "user_tokens_tenant_id_previous_key_hash_key",
              "update user_tokens set previous_key_expires_at = current_timestamp,"
                  + " previous_pepper_id = '0123abcd',"
                  + " previous_key_hash = "
                  + HASH),
          unique(
                  "user_tokens_tenant_id_id_user_id_key",
                  "insert into user_tokens (tenant_id, id, user_id, name, key_hash, pepper_id, key_prefix)"
                      + " select tenant_id, id, user_id, name, %s, pepper_id, key_prefix"
                          .formatted(HASH)
                      + " from user_tokens limit 1")
              .after("alter table user_tokens drop constraint user_tokens_tenant_id_id_pk"),
          token("user_tokens_name_check", "name = ''"),
          token("user_tokens_key_hash_check", "key_hash = 'lyss_in_clear'"),
          token("user_tokens_pepper_id_check", "pepper_id = 'pepper'"),
          token("user_tokens_key_prefix_check", "key_prefix = 'a'"),
          token(
              "user_tokens_previous_key_hash_check",
              "previous_key_hash = 'x', previous_pepper_id = '0123abcd',"
                  + " previous_key_expires_at = current_timestamp"),
          token(
              "user_tokens_previous_pepper_id_check",
              "previous_pepper_id = 'x', previous_key_expires_at = current_timestamp,"
                  + " previous_key_hash = "
                  + HASH),
          token(
              "user_tokens_previous_key_hash_previous_pepper_id_check",
              "previous_key_expires_at = current_timestamp, previous_key_hash = " + HASH),
          token(
              "user_tokens_previous_key_hash_previous_key_expires_at_check",
              "previous_pepper_id = '0123abcd', previous_key_hash = " + HASH),
          token("user_tokens_allowed_models_check", "allowed_models = '{}'"),
          token("user_tokens_quota_check", "quota = -2"),
          token("user_tokens_rate_limit_check", "rate_limit = 0"),
          token("user_tokens_status_check", "status = 3"),
          token("user_tokens_revoked_at_status_check", "revoked_at = current_timestamp"),
          foreignKey(
              "user_token_channels_tenant_id_token_id_user_id_fk",
              "update user_token_channels set user_id = " + NOBODY),
          foreignKey(
              "user_token_channels_tenant_id_channel_id_fk",
              "update user_token_channels set channel_id = " + NOBODY),
          check("quota_reservations_amount_check", "update quota_reservations set amount = -1"),
          check(
              "quota_reservations_state_settled_amount_check",
              "update quota_reservations set state = 'gone' where state = 'reserved'"),
          check(
              "quota_reservations_state_settled_amount_check",
              "update quota_reservations set settled_amount = null where state = 'settled'"),
          check(
              "quota_reservations_state_settled_amount_check",
              "update quota_reservations set settled_amount = 1 where state = 'reserved'"),
          check(
              "quota_reservations_state_settled_amount_check",
              "update quota_reservations set settled_amount = -1 where state = 'settled'"),
          check(
              "quota_reservations_expires_at_created_at_check",
              "update quota_reservations set expires_at = created_at"),
          check(
              "quota_reservations_expires_at_created_at_check",
              "update quota_reservations set expires_at = created_at + interval '25 hours'"),
          check("known_users_status_check", "update known_users set status = 'gone'"),
          check(
              "tenant_settings_max_api_calls_check",
              "update tenant_settings set max_api_calls = -1"),
          check(
              "tenant_settings_time_zone_check", "update tenant_settings set time_zone = '+02:00'"),
          check(
              "tenant_settings_time_zone_check", "update tenant_settings set time_zone = 'Foo+5'"),
          budget("budgets_name_check", "name = ' x'"),
          budget("budgets_set_by_subject_check", "set_by = 'nobody'"),
          budget("budgets_subject_check", "subject = 'world'"),
          budget("budgets_set_by_subject_check", "set_by = 'tenant'"),
          budget("budgets_set_by_subject_check", "set_by = 'user'"),
          budget("budgets_group_id_subject_channel_id_check", "group_id = " + NOBODY),
          budget(
              "budgets_channel_id_subject_check",
              "channel_id = '00000000-0000-7000-8000-0000000000c1'"),
          budget("budgets_subject_token_id_user_id_set_by_channel_id_check", "user_id = " + NOBODY),
          budget(
              "budgets_subject_token_id_user_id_set_by_channel_id_check",
              "subject = 'user', token_id = " + NOBODY),
          budget(
              "budgets_subject_token_id_user_id_set_by_channel_id_check",
              "subject = 'token', token_id = " + NOBODY),
          budget(
              "budgets_subject_token_id_user_id_set_by_channel_id_check",
              "subject = 'token', user_id = " + NOBODY),
          budget("budgets_model_check", "model = ''"),
          budget("budgets_model_check", "model = ' m'"),
          budget("budgets_unit_check", "unit = 'bytes'"),
          budget("budgets_unit_currency_check", "unit = 'cost'"),
          budget("budgets_unit_currency_check", "currency = 'USD'"),
          budget("budgets_currency_check", "unit = 'cost', currency = 'usd'"),
          budget("budgets_period_check", "period = 'year'"),
          budget("budgets_unit_period_check", "unit = 'at_once'"),
          budget("budgets_hard_limit_check", "hard_limit = -1"),
          budget("budgets_hard_limit_check", "hard_limit = 'NaN'"),
          budget("budgets_soft_limit_check", "soft_limit = -1"),
          budget("budgets_hard_limit_soft_limit_check", "soft_limit = 101"),
          budget("budgets_hard_limit_soft_limit_check", "hard_limit = null"),
          foreignKey(
              "budgets_tenant_id_token_id_user_id_fk",
              "update budgets set token_id = " + NOBODY + " where subject = 'token'"),
          foreignKey(
              "budgets_tenant_id_channel_id_fk",
              "update budgets set channel_id = " + NOBODY + " where subject = 'channel'"),
          check("quota_counters_room_dealt_check", "update quota_counters set room = 1"),
          check(
              "quota_counters_room_dealt_check", "update quota_counters set dealt = 1, room = -1"),
          entry("quota_entries_kind_reason_check", "kind = 'gift'"),
          entry("quota_entries_kind_reason_check", "kind = 'adjust'"),
          entry("quota_entries_kind_reason_check", "reason = 'x'"),
          usage("usage_records_recorded_at_id_check", "recorded_at = '1970-01-02 00:00:00+00'"),
          usage("usage_records_model_check", "model = ''"),
          usage("usage_records_outcome_check", "outcome = 'gone'"),
          usage("usage_records_counts_check", "counts = '[]'"),
          usage("usage_records_prompt_tokens_check", "prompt_tokens = -1"),
          usage("usage_records_completion_tokens_check", "completion_tokens = -1"),
          usage("usage_records_amount_check", "amount = -1"),
          usage("usage_records_currency_check", "currency = 'eur'"),
          usage("usage_records_cost_check", "cost = -0.01"),
          usage("usage_records_currency_cost_check", "currency = null"),
          usage("usage_records_cost_check", "cost = 'NaN'"),
          usage("usage_records_time_to_first_token_ms_check", "time_to_first_token_ms = -1"),
          usage("usage_records_duration_ms_check", "duration_ms = -1"),
          usage("usage_records_tags_check", "tags = '{\"a\": 1}'"),
          adjustment(
              "usage_adjustments_usage_recorded_at_usage_id_check",
              "usage_recorded_at = '1970-01-02 00:00:00+00'"),
          adjustment("usage_adjustments_number_check", "number = 0"),
          adjustment("usage_adjustments_requests_check", "requests = 2"),
          adjustment("usage_adjustments_currency_check", "currency = 'eur'"),
          adjustment("usage_adjustments_unpriced_check", "unpriced = 1"),
          adjustment("usage_adjustments_cost_check", "cost = 'NaN'"),
          adjustment("usage_adjustments_reason_check", "reason = ''"),
          check("usage_watermark_singleton_check", "update usage_watermark set singleton = false"),
          twice("idx_usage_quarter_hours", "usage_quarter_hours"),
          twice("idx_usage_days", "usage_days"),
          twice("idx_usage_totals", "usage_totals"),
          check(
              "usage_local_days_ends_at_starts_at_check",
              "update usage_local_days set ends_at = starts_at"),
          twice("idx_usage_local_totals", "usage_local_totals"));

  private ProviderViolations() {}

  private static Violation type(String constraint, String change) {
    return check(constraint, "update provider_types set " + change + " where name = 'openai'");
  }

  private static Violation health(String constraint, String assignment) {
    return check(constraint, "update channel_health set " + assignment + " where failures = 0");
  }

  private static Violation channel(String constraint, String change) {
    return check(constraint, "update provider_channels set " + change + " where name = 'of all'");
  }

  private static Violation usage(String constraint, String change) {
    return check(constraint, "update usage_records set " + change)
        .after("alter table usage_records disable trigger user");
  }

  private static Violation entry(String constraint, String change) {
    return check(constraint, "update quota_entries set " + change)
        .after("alter table quota_entries disable trigger user");
  }

  private static Violation adjustment(String constraint, String change) {
    return check(constraint, "update usage_adjustments set " + change)
        .after("alter table usage_adjustments disable trigger user");
  }

  private static Violation twice(String index, String table) {
    return unique(index, "insert into %1$s select * from %1$s".formatted(table));
  }

  private static Violation token(String constraint, String change) {
    return check(constraint, "update user_tokens set " + change + " where name = 'Bob''s'");
  }

  private static Violation budget(String constraint, String change) {
    return check(constraint, "update budgets set " + change + " where subject = 'tenant'");
  }

  private static Violation sameName(String index, String scope) {
    return unique(
        index,
        "insert into provider_channels"
            + " (tenant_id, id, name, type, key, config_scope, owner_id, group_id)"
            + " select tenant_id, "
            + NOBODY
            + ", name, type, key, config_scope, owner_id, group_id from provider_channels"
            + " where config_scope = '%s' limit 1".formatted(scope));
  }
}

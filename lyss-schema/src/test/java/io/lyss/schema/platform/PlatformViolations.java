package io.lyss.schema.platform;

import io.lyss.schema.Violation;
import io.lyss.schema.service.TenantPrices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A statement that breaks each constraint of the platform database. */
final class PlatformViolations {

  private static final String UNIQUE = "23505";
  private static final String FOREIGN_KEY = "23503";
  private static final String CHECK = "23514";

  private static final List<Violation> OWN =
      List.of(
          Violation.check("bindable_role_check", "select pg_temp.lent()")
              .after(
                  "create function pg_temp.lent() returns name language sql security definer"
                      + " return 'lyss_system'::bindable_role;"
                      + " alter function pg_temp.lent() owner to lyss_definer"),
          check("users_id_check", "id", "0"),
          user(UNIQUE, "users_username_key", "username", "'alice'"),
          user(CHECK, "users_username_check", "username", "' eve'"),
          user(CHECK, "users_username_check", "username", "''"),
          user(UNIQUE, "users_email_key", "email", "'ALICE@Example.org'"),
          user(CHECK, "users_email_check", "email", "'eve'"),
          user(CHECK, "users_email_check", "email", "'e ve@example.org'"),
          user(CHECK, "users_role_check", "role", "'root'"),
          user(CHECK, "users_hashed_password_check", "hashed_password", "'correct horse'"),
          user(CHECK, "users_hashed_password_check", "hashed_password", "''"),
          new Violation(
              "provider_configs_id_scope_key",
              UNIQUE,
              "alter table provider_configs drop constraint provider_configs_id_pk cascade",
              "insert into provider_configs (id, name, provider_type, scope, created_by, api_key)"
                  + " overriding system value select id, 'again', provider_type, scope, created_by,"
                  + " api_key from provider_configs where id = 5"),
          provider(FOREIGN_KEY, "provider_configs_created_by_fk", "created_by", "99"),
          provider(CHECK, "provider_configs_name_check", "name", "'name '"),
          provider(CHECK, "provider_configs_name_check", "name", "''"),
          provider(CHECK, "provider_configs_name_check", "name", "'\ufe0f'"),
          provider(CHECK, "provider_configs_provider_type_check", "provider_type", "'google'"),
          provider(CHECK, "provider_configs_scope_check", "scope", "'team'"),
          provider(
              CHECK,
              "provider_configs_api_key_check",
              "api_key",
              "'sk-proj-" + "a".repeat(48) + "'"),
          provider(CHECK, "provider_configs_api_key_check", "api_key", "''"),
          provider(CHECK, "provider_configs_api_base_url_check", "api_base_url", "'ftp://host'"),
          provider(CHECK, "provider_configs_api_base_url_check", "api_base_url", "'http://a b'"),
          provider(
              CHECK,
              "provider_configs_api_base_url_check",
              "api_base_url",
              "'https://login:secret@host/v1'"),
          provider(CHECK, "provider_configs_config_check", "config", "'[]'"),
          provider(UNIQUE, "unique_personal_provider_name", "name", "'my own'"),
          new Violation(
              "unique_org_provider_name",
              UNIQUE,
              "",
              // the name counts, not who created it
              "insert into provider_configs (name, provider_type, scope, created_by, api_key)"
                  + " select name, provider_type, scope, 5, api_key"
                  + " from provider_configs where id = 1"),
          distribution(UNIQUE, "unique_provider_distribution", "1, 2, 1"),
          distribution(FOREIGN_KEY, "check_only_org_providers_can_be_distributed", "5, 3, 1"),
          distribution(FOREIGN_KEY, "check_only_org_providers_can_be_distributed", "999, 3, 1"),
          distribution(FOREIGN_KEY, "provider_distributions_user_id_fk", "2, 99, 1"),
          distribution(FOREIGN_KEY, "provider_distributions_distributed_by_fk", "2, 3, 99"),
          new Violation(
              "provider_distributions_valid_from_check",
              CHECK,
              "",
              "update provider_distributions set valid_from = '-infinity' where id = 1"),
          new Violation(
              "provider_distributions_valid_from_valid_until_check",
              CHECK,
              "",
              "update provider_distributions set valid_until = '2020-01-01Z' where id = 5"),
          new Violation(
              "access_periods_kind_check",
              CHECK,
              "",
              "insert into access_periods (kind, id, active_from) values ('group', 1, now())"),
          new Violation(
              "access_periods_active_from_active_until_check",
              CHECK,
              "",
              "insert into access_periods (kind, id, active_from, active_until)"
                  + " values ('user', 1, '2020-01-02Z', '2020-01-01Z')"),
          new Violation(
              "access_changes_kind_check",
              CHECK,
              "",
              "insert into access_changes (kind, id) values ('group', 1)"),
          new Violation(
              "access_changes_kind_id_check",
              CHECK,
              "",
              "insert into access_changes (kind, id) values ('user', 0)"),
          new Violation(
              "check_only_org_providers_can_be_distributed",
              FOREIGN_KEY,
              "",
              "update provider_configs set scope = 'personal' where id = 1"),
          new Violation(
              "conversations_id_user_id_key",
              UNIQUE,
              "alter table conversations drop constraint conversations_id_pk",
              "insert into conversations (id, user_id, provider_id, title)"
                  + " overriding system value values (1, 2, 1, 'again')"),
          conversation(FOREIGN_KEY, "conversations_user_id_fk", "99, 1, 'title', '{}'"),
          conversation(FOREIGN_KEY, "conversations_provider_id_fk", "2, 999, 'title', '{}'"),
          conversation(CHECK, "conversations_title_check", "2, 1, ' ', '{}'"),
          conversation(CHECK, "conversations_title_check", "2, 1, '\ufe0f\ufe0e', '{}'"),
          conversation(CHECK, "conversations_metadata_check", "2, 1, 'title', '\"text\"'"),
          new Violation(
              "conversations_user_id_idempotency_key_key",
              UNIQUE,
              "",
              "update conversations set idempotency_key = 'b0000000-0000-7000-8000-000000000001'"
                  + " where user_id = 2"),
          conversation("conversations_message_count_check", "message_count = -1"),
          conversation(
              "conversations_last_active_at_created_at_check",
              "last_active_at = created_at - interval '1 microsecond'"),
          message(FOREIGN_KEY, "messages_conversation_id_user_id_fk", "999, 2, 3, 'user', '{}'"),
          message(FOREIGN_KEY, "messages_conversation_id_user_id_fk", "3, 2, 3, 'user', '{}'"),
          message(CHECK, "messages_sequence_check", "1, 2, 0, 'user', '{}'"),
          message(CHECK, "messages_role_check", "1, 2, 3, 'tool', '{}'"),
          message(CHECK, "messages_metadata_check", "1, 2, 3, 'user', 'null'"),
          usage(FOREIGN_KEY, "usage_statistics_user_id_fk", "99, 1, null, 1, 1"),
          usage(FOREIGN_KEY, "usage_statistics_provider_id_fk", "2, 999, null, 1, 1"),
          usage(FOREIGN_KEY, "usage_statistics_conversation_id_user_id_fk", "2, 1, 3, 1, 1"),
          usage(CHECK, "usage_statistics_tokens_used_check", "2, 1, 1, -1, 1"),
          usage(CHECK, "usage_statistics_cost_check", "2, 1, 1, 1, -0.00000001"),
          usage(CHECK, "usage_statistics_cost_check", "2, 1, 1, 1, 'NaN'"),
          usage("usage_statistics_request_id_recorded_at_check", "request_id = gen_random_uuid()"),
          usage("usage_statistics_model_check", "model = ''"),
          usage("usage_statistics_outcome_check", "outcome = 'gone'"),
          usage("usage_statistics_counts_check", "counts = '[]'"),
          usage("usage_statistics_currency_check", "currency = 'eur'"),
          usage("usage_statistics_time_to_first_token_ms_check", "time_to_first_token_ms = -1"),
          usage("usage_statistics_duration_ms_check", "duration_ms = -1"),
          usage("usage_statistics_tags_check", "tags = '{\"a\": 1}'"),
          new Violation(
              "idx_usage_statistics_request",
              UNIQUE,
              "",
              "insert into usage_statistics (user_id, provider_id, request_id, recorded_at)"
                  + " select 2, 1, u.id, uuid_time(u.id) from (values"
                  + " ('00000000-0000-7000-8000-0000000000f1'::uuid),"
                  + " ('00000000-0000-7000-8000-0000000000f1')) as u (id)"),
          adjustment("usage_adjustments_number_check", "number = 0"),
          adjustment("usage_adjustments_requests_check", "requests = 2"),
          adjustment("usage_adjustments_currency_check", "currency = 'eur'"),
          adjustment("usage_adjustments_unpriced_check", "unpriced = 1"),
          adjustment("usage_adjustments_cost_check", "cost = 'NaN'"),
          adjustment("usage_adjustments_reason_check", "reason = ''"),
          new Violation(
              "usage_watermark_singleton_check",
              CHECK,
              "",
              "update usage_watermark set singleton = false"),
          new Violation(
              "audit_watermark_singleton_check",
              CHECK,
              "",
              "update audit_watermark set singleton = false"),
          new Violation("scope_keys_name_check", CHECK, "", "update scope_keys set name = 'A'"),
          new Violation(
              "scope_keys_inner_pad_check", CHECK, "", "update scope_keys set inner_pad = ''"),
          new Violation(
              "scope_keys_outer_pad_check", CHECK, "", "update scope_keys set outer_pad = ''"),
          new Violation(
              "scope_keys_former_pads_check",
              CHECK,
              "",
              "insert into scope_keys (name, inner_pad, outer_pad, former_pads, former_until)"
                  + " select '', inner_pad, outer_pad, inner_pad, now() from scope_keys where name = 'a'"),
          new Violation(
              "scope_keys_name_former_pads_former_until_check",
              CHECK,
              "",
              "update scope_keys set former_pads = inner_pad || outer_pad, former_until = now()"),
          seal("audit_seals_number_check", "number = 0 where number = 1"),
          seal("audit_seals_from_stamp_to_stamp_check", "from_stamp = 9"),
          seal("audit_seals_entries_dropped_check", "entries = 0"),
          seal("audit_seals_dropped_stands_for_check", "stands_for = '{}' where not dropped"),
          seal("audit_seals_digest_check", "digest = ''"),
          seal("audit_seals_hash_check", "hash = ''"),
          new Violation(
              "legal_holds_user_id_fk",
              FOREIGN_KEY,
              "",
              "insert into legal_holds (user_id, reason) values (99, 'case 12')"),
          new Violation(
              "legal_holds_reason_check", CHECK, "", "update legal_holds set reason = ' '"),
          new Violation(
              "erasures_user_id_fk",
              FOREIGN_KEY,
              "",
              "insert into erasures (user_id, reason) values (99, 'asked for it')"),
          new Violation("erasures_reason_check", CHECK, "", "update erasures set reason = ''"),
          new Violation("erasures_counts_check", CHECK, "", "update erasures set counts = '[]'"),
          new Violation(
              "erasures_requested_at_erased_at_check",
              CHECK,
              "",
              "update erasures set erased_at = requested_at - interval '1 second'"),
          new Violation(
              "erasures_erased_at_awaits_check",
              CHECK,
              "",
              "update erasures set erased_at = requested_at, awaits = '{5/7}'"),
          graduation("graduations_singleton_check", "singleton = false"),
          graduation("graduations_currency_check", "currency = 'eur'"),
          graduation("graduations_state_check", "state = 'gone', closed_at = begun_at"),
          graduation("graduations_pass_check", "pass = 0"),
          graduation("graduations_since_xid_next_xid_check", "since_xid = 10"),
          graduation("graduations_progress_check", "progress = '[]'"),
          graduation("graduations_provider_kinds_check", "provider_kinds = '[]'"),
          graduation("graduations_state_closed_at_check", "state = 'closed'"),
          graduation("graduations_state_finished_at_check", "finished_at = begun_at"),
          new Violation(
              "graduated_ids_new_id_key",
              UNIQUE,
              "",
              "insert into graduated_ids select 'group', old_id, new_id from graduated_ids"),
          new Violation(
              "graduated_ids_kind_check", CHECK, "", "update graduated_ids set kind = 'message'"),
          new Violation(
              "jobs_every_check", CHECK, "", "insert into jobs (name, every) values ('x', '0')"),
          new Violation(
              "jobs_keep_check", CHECK, "", "insert into jobs (name, keep) values ('x', '-1 day')"),
          new Violation(
              "jobs_hold_check", CHECK, "", "insert into jobs (name, hold) values ('x', ' ')"),
          new Violation(
              "jobs_keeps_all_check",
              CHECK,
              "",
              "insert into jobs (name, keeps_all) values ('x', false)"),
          new Violation(
              "jobs_keep_keeps_all_check",
              CHECK,
              "",
              "insert into jobs (name, keep, keeps_all) values ('x', '1 day', true)"),
          twice("usage_quarter_hours"),
          twice("usage_days"),
          twice("usage_totals"),
          twice("usage_of_providers"),
          audit(FOREIGN_KEY, "audit_logs_user_id_fk", "99, 'a', 'r', '{}'"),
          audit(CHECK, "audit_logs_action_check", "2, '', 'r', '{}'"),
          audit(CHECK, "audit_logs_resource_type_check", "2, 'a', '', '{}'"),
          audit(CHECK, "audit_logs_changes_check", "2, 'a', 'r', '1'"));

  static final List<Violation> ALL = Stream.concat(OWN.stream(), prices()).toList();

  private static Stream<Violation> prices() {
    String update = "update model_prices set %s where id = '00000000-0000-7000-8000-0000000000d2'";
    return Stream.concat(
        TenantPrices.BROKEN.stream()
            .map(
                each ->
                    new Violation(
                        "model_prices_" + each.get(0), CHECK, "", update.formatted(each.get(1)))),
        Stream.of(
            new Violation(
                "model_prices_provider_type_model_excl",
                "23P01",
                "",
                "insert into model_prices"
                    + " (id, provider_type, model, currency, unit_prices, effective_from)"
                    + " select gen_random_uuid(), provider_type, model, currency, unit_prices,"
                    + " effective_from - interval '1 microsecond' from model_prices")));
  }

  private static Violation check(String constraint, String column, String value) {
    return new Violation(
        constraint,
        CHECK,
        // no change of user 0 is recorded for hosts that keep answers either
        "alter table users disable trigger tell_access_change",
        "insert into users (%s, username, email, hashed_password)".formatted(column)
            + " overriding system value values (%s, 'eve', 'eve@example.org', '!')"
                .formatted(value));
  }

  /** A user like Bob but for one column. */
  private static Violation user(String state, String constraint, String column, String value) {
    return new Violation(
        constraint, state, "", "update users set %s = %s where id = 3".formatted(column, value));
  }

  /** A second provider of Alice's, as good as any but for one column. */
  private static Violation provider(String state, String constraint, String column, String value) {
    Map<String, String> row =
        new LinkedHashMap<>(
            Map.of(
                "name", "'fresh'",
                "provider_type", "'openai'",
                "scope", "'personal'",
                "created_by", "2",
                "api_key", "'test:" + "a".repeat(40) + "'"));
    row.put(column, value);
    return insert(
        state,
        constraint,
        "provider_configs (" + String.join(", ", row.keySet()) + ")",
        String.join(", ", row.values()));
  }

  private static Violation distribution(String state, String constraint, String values) {
    return insert(
        state, constraint, "provider_distributions (provider_id, user_id, distributed_by)", values);
  }

  private static Violation conversation(String state, String constraint, String values) {
    return insert(
        state, constraint, "conversations (user_id, provider_id, title, metadata)", values);
  }

  private static Violation graduation(String constraint, String change) {
    return new Violation(constraint, CHECK, "", "update graduations set " + change);
  }

  private static Violation conversation(String constraint, String change) {
    return new Violation(constraint, CHECK, "", "update conversations set " + change);
  }

  private static Violation message(String state, String constraint, String values) {
    return insert(
        state,
        constraint,
        "messages (idempotency_key, content, conversation_id, user_id, sequence, role, metadata)",
        "gen_random_uuid(), 'text', " + values);
  }

  private static Violation usage(String state, String constraint, String values) {
    return insert(
        state,
        constraint,
        "usage_statistics (user_id, provider_id, conversation_id, tokens_used, cost)",
        values);
  }

  /** The usage of the administrator, but for one column. */
  private static Violation usage(String constraint, String change) {
    return new Violation(
        constraint, CHECK, "", "update usage_statistics set " + change + " where id = 6");
  }

  private static Violation adjustment(String constraint, String change) {
    return new Violation(
        constraint,
        CHECK,
        "alter table usage_adjustments disable trigger user",
        "update usage_adjustments set " + change);
  }

  private static Violation seal(String constraint, String change) {
    return new Violation(
        constraint,
        CHECK,
        "alter table audit_seals disable trigger user",
        "update audit_seals set " + change);
  }

  private static Violation twice(String table) {
    return new Violation(
        "idx_" + table, UNIQUE, "", "insert into %1$s select * from %1$s".formatted(table));
  }

  private static Violation audit(String state, String constraint, String values) {
    return insert(
        state, constraint, "audit_logs (user_id, action, resource_type, changes)", values);
  }

  private static Violation insert(String state, String constraint, String into, String values) {
    return new Violation(constraint, state, "", "insert into " + into + " values (" + values + ")");
  }

  private PlatformViolations() {}
}

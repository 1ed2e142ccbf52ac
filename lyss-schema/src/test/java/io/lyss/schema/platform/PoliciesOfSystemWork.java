package io.lyss.schema.platform;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.system;

import io.lyss.schema.PolicyCase;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** With a reason, system work does what it is granted; without one, nothing. */
final class PoliciesOfSystemWork {

  private static final String HOLD =
      ": do $$ begin perform hold_job('usage by day', h) from unnest(array['a', 'b']) as h;"
          + " end $$; select from maintenance where hold = 'b'";

  private static final String PROVIDER =
      "insert into provider_configs (name, provider_type, scope, created_by, api_key)"
          + " values ('fresh', 'openai', 'personal', 2, '%s')".formatted(Organisation.key("b"));

  /** One statement for each policy, and how many rows it reaches. */
  private static final Map<String, Integer> READ_OR_CHANGE =
      Map.ofEntries(
          Map.entry("users_system_select: select id from users", 5),
          Map.entry("users_system_update: update users set is_active = true", 5),
          Map.entry("provider_configs_system_select: select id from provider_configs", 9),
          Map.entry("provider_configs_system_update: update provider_configs set config = '{}'", 9),
          Map.entry(
              "provider_distributions_system_select: select id from provider_distributions", 7),
          Map.entry(
              "provider_distributions_system_update: update provider_distributions"
                  + " set is_active = false",
              7),
          Map.entry("conversations_system_select: select id from conversations", 7),
          Map.entry("conversations_system_delete: delete from conversations", 7),
          Map.entry("messages_system_select: select id from messages", 9),
          Map.entry("usage_statistics_system_select: select id from usage_statistics", 6),
          Map.entry("usage_adjustments_system_select: select number from usage_adjustments", 2),
          Map.entry("usage_quarter_hours_system_select: select cost from usage_quarter_hours", 2),
          Map.entry("usage_days_system_select: select cost from usage_days", 2),
          Map.entry("usage_totals_system_select: select cost from usage_totals", 2),
          Map.entry("usage_of_providers_system_select: select cost from usage_of_providers", 2),
          Map.entry("usage_watermark_system_select: select epoch from usage_watermark", 1),
          Map.entry("audit_logs_system_select: select id from audit_logs", 9),
          Map.entry("audit_watermark_system_select: select epoch from audit_watermark", 1),
          Map.entry("audit_seals_system_select: select number from audit_seals", 3),
          Map.entry("model_prices_system_select: select id from model_prices", 2),
          Map.entry("jobs_definer_select" + HOLD, 1),
          Map.entry("jobs_definer_insert" + HOLD, 1),
          Map.entry("jobs_definer_update" + HOLD, 1),
          Map.entry(
              "usage_statistics_definer_select: select refresh_provider_usage_daily();"
                  + " select * from provider_usage_daily",
              6));

  /** Policies of lyss_definer without which a refresh rolls up something else, or nothing. */
  private static final List<String> REFRESHING =
      List.of(
          "usage_watermark_definer_select",
          "usage_watermark_definer_update",
          "usage_adjustments_definer_select",
          "usage_quarter_hours_definer_select",
          "usage_quarter_hours_definer_insert",
          "usage_quarter_hours_definer_update",
          "usage_days_definer_select",
          "usage_days_definer_insert",
          "usage_days_definer_update",
          "usage_totals_definer_select",
          "usage_totals_definer_insert",
          "usage_totals_definer_update",
          "usage_of_providers_definer_select",
          "usage_of_providers_definer_insert",
          "usage_of_providers_definer_update");

  /**
   * Policies of lyss_definer without which no key is added, listed or dropped. The owner of the
   * schema does that, and nobody else.
   */
  private static final List<PolicyCase<Integer>> KEYS =
      List.of(
          system("scope_keys_definer_select", "a test", "select from scope_key_ages()", 1),
          system("scope_keys_definer_select", "", "select from scope_key_ages()", REFUSED),
          system(
              "scope_keys_definer_insert",
              "a test",
              "set local role none; select add_scope_key('b', decode(repeat('00', 32), 'hex'))",
              REFUSED),
          system(
              "scope_keys_definer_update",
              "a test",
              "set local role none; select add_scope_key('b', decode(repeat('00', 32), 'hex'));"
                  + " select replace_seal_key()",
              REFUSED),
          system(
              "scope_keys_definer_delete",
              "a test",
              "set local role none; select drop_scope_key('a');"
                  + " select 1 / (1 - count(*)) from scope_keys where name = 'a'",
              REFUSED));

  /** Policies of lyss_definer without which nothing is sealed. */
  private static final List<String> SEALING =
      List.of(
          "audit_watermark_definer_select",
          "audit_watermark_definer_update",
          "audit_seals_definer_select",
          "audit_seals_definer_insert");

  // the seal that is there ends where the first of these begins
  private static final String SEAL =
      ": do $$ begin perform seal_entries(); end $$; select number from audit_seals where number between 3 and 4";

  private static final String REFRESH = ": values (refresh_usage()); select cost from usage_days";

  private static final String RERATE =
      ": do $$ begin perform rerate('m', '-infinity', 'infinity', 'x', 0, 9); end $$;"
          + " select number from usage_adjustments";

  private static final String REPLACE =
      ": values (replace_provider_key(1, '%s', '%s')); select id from audit_logs where action = 'row_update'"
          .formatted(Organisation.key("a"), Organisation.key("b"));
  private static final String ERASE = ": do $$ begin perform erase_user(3); end $$; ";

  private static final String HOLDING =
      ": do $$ begin perform set_legal_hold(3, h) from unnest(array['a', 'b']) as h; end $$;"
          + " select user_id from legal_holds where reason = 'b'";

  /** An erasure without one of these leaves something, or does not count it. */
  private static final Map<String, Integer> ERASING =
      Map.ofEntries(
          Map.entry(
              "users_definer_update" + ERASE + "select id from users where username ~ '^e'", 1),
          Map.entry(
              "provider_configs_definer_update"
                  + ERASE
                  + "select id from provider_configs where name ~ '^erased'",
              1),
          Map.entry(
              "provider_distributions_definer_select"
                  + ERASE
                  + "select id from provider_distributions where user_id = 3 and not is_active",
              3),
          Map.entry(
              "provider_distributions_definer_update"
                  + ERASE
                  + "select id from provider_distributions where user_id = 3 and not is_active",
              3),
          Map.entry(
              "conversations_definer_delete"
                  + ERASE
                  + "select id from conversations where user_id = 3",
              0),
          Map.entry(
              "messages_definer_delete"
                  + ERASE
                  + "select user_id from erasures where counts ->> 'messages' is not null",
              1),
          Map.entry("erasures_definer_select" + ERASE + "select from erasures", 2),
          Map.entry("erasures_definer_insert" + ERASE + "select from erasures", 2),
          Map.entry(
              "erasures_definer_update"
                  + ERASE
                  + "select from erasures where erased_at is not null",
              1),
          Map.entry("legal_holds_definer_select" + HOLDING, 1),
          Map.entry("legal_holds_definer_insert" + HOLDING, 1),
          Map.entry("legal_holds_definer_update" + HOLDING, 1),
          Map.entry(
              "legal_holds_definer_delete: do $$ begin perform end_legal_hold(4); end $$;"
                  + " select user_id from legal_holds",
              0),
          Map.entry(
              "audit_seals_definer_delete: do $$ begin perform forget_seals(9); end $$;"
                  + " select number from audit_seals where number = 1",
              0),
          Map.entry("legal_holds_system_select: select user_id from legal_holds", 1),
          Map.entry("graduations_system_select: select state from graduations", 1),
          Map.entry("graduated_ids_system_select: select new_id from graduated_ids", 1),
          Map.entry("erasures_system_select: select user_id from erasures", 1));

  private static final List<String> ADD =
      List.of(
          "users_system_insert: insert into users (username, email, hashed_password)"
              + " values ('eve', 'eve@example.org', '!')",
          "provider_configs_system_insert: " + PROVIDER,
          "provider_distributions_system_insert: insert into provider_distributions"
              + " (provider_id, user_id, distributed_by) values (2, 2, 1)",
          "usage_statistics_system_insert: insert into usage_statistics (user_id, provider_id)"
              + " values (2, 4)",
          "audit_logs_system_insert: insert into audit_logs (action, resource_type)"
              + " values ('retention', 'messages')");

  static final List<PolicyCase<Integer>> CASES =
      Stream.of(
              READ_OR_CHANGE.entrySet().stream()
                  .flatMap(entry -> withAndWithoutReason(entry.getKey(), entry.getValue())),
              ERASING.entrySet().stream()
                  .flatMap(entry -> withAndWithoutReason(entry.getKey(), entry.getValue())),
              SEALING.stream().flatMap(policy -> withAndWithoutReason(policy + SEAL, 2)),
              REFRESHING.stream().flatMap(policy -> withAndWithoutReason(policy + REFRESH, 8)),
              Stream.of("usage_adjustments_definer_insert", "provider_configs_definer_select")
                  .flatMap(policy -> withAndWithoutReason(policy + RERATE, 4)),
              withAndWithoutReason("provider_configs_definer_update" + REPLACE, 1),
              ADD.stream().flatMap(entry -> withAndWithoutReason(entry, 1)),
              KEYS.stream())
          .flatMap(cases -> cases)
          .toList();

  private static Stream<PolicyCase<Integer>> withAndWithoutReason(String entry, int rows) {
    String policy = entry.substring(0, entry.indexOf(": "));
    String statement = entry.substring(entry.indexOf(": ") + 2);
    // Changes are refused, even of no row: there is no reason to keep in the audit log.
    int without = statement.startsWith("select") ? 0 : REFUSED;
    return Stream.of(
        system(policy, "a test", statement, rows), system(policy, "", statement, without));
  }

  private PoliciesOfSystemWork() {}
}

package io.lyss.schema.platform;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.PolicyCase.system;
import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static io.lyss.schema.platform.Organisation.CAROL;
import static io.lyss.schema.platform.Organisation.DAN;
import static io.lyss.schema.platform.Organisation.NOBODY;

import io.lyss.schema.PolicyCase;
import java.util.List;

/** Users add usage and audit entries in their own name; they and administrators see these. */
final class PoliciesOfRecords {

  static final List<PolicyCase<Integer>> CASES =
      List.of(
          of("usage_statistics_select", ALICE, "select id from usage_statistics", 2),
          of("usage_statistics_select", DAN, "select id from usage_statistics", 0),
          of("usage_statistics_select", NOBODY, "select id from usage_statistics", 0),
          // of organization providers, and his own; not of other people's personal ones
          of("usage_statistics_select", ADMIN, "select id from usage_statistics", 4),
          of("usage_statistics_insert", ALICE, use("2, 1, null"), 1),
          of("usage_statistics_insert", ALICE, use("2, 1, 1"), 1),
          of("usage_statistics_insert", ALICE, use("3, 1, null"), REFUSED),
          of("usage_statistics_insert", ALICE, use("2, 2, null"), REFUSED),
          of("usage_statistics_insert", ALICE, use("2, 4, null"), REFUSED),
          of("usage_statistics_insert", ALICE, use("2, 6, null"), REFUSED),
          of("usage_statistics_insert", ALICE, at("'infinity'"), REFUSED),
          of("usage_statistics_insert", ALICE, at("now() + interval '2 hours'"), REFUSED),
          of("usage_statistics_insert", ALICE, at("now() - interval '401 days'"), REFUSED),
          of("usage_statistics_insert", ALICE, at("now() - interval '399 days'"), 1),
          of("usage_statistics_insert", ALICE, use("2, 999, null"), REFUSED),
          // her conversation, but opened with another provider than she names
          of("usage_statistics_insert", ALICE, use("2, 2, 1"), REFUSED),
          of("usage_statistics_insert", ADMIN, use("1, 1, null"), REFUSED),
          // access has ended: what belongs to a conversation is still paid for, nothing else is
          of("usage_statistics_insert", DAN, use("5, 9, 7"), 1),
          of("usage_statistics_insert", DAN, use("5, 9, null"), REFUSED),
          // an inactive user has nothing paid for
          of("usage_statistics_insert", CAROL, use("4, 1, 5"), REFUSED),
          // an older transaction's, which is rolled up
          of("usage_statistics_insert", ALICE, stamped(), REFUSED),
          of("usage_adjustments_select", ALICE, "select number from usage_adjustments", 1),
          of("usage_adjustments_select", DAN, "select number from usage_adjustments", 0),
          of("usage_adjustments_select", ADMIN, "select number from usage_adjustments", 1),
          of("usage_quarter_hours_select", ALICE, "select cost from usage_quarter_hours", 1),
          of("usage_quarter_hours_select", DAN, "select cost from usage_quarter_hours", 0),
          of("usage_quarter_hours_select", ADMIN, "select cost from usage_quarter_hours", 1),
          of("usage_days_select", ALICE, "select cost from usage_days", 1),
          of("usage_days_select", DAN, "select cost from usage_days", 0),
          of("usage_days_select", ADMIN, "select cost from usage_days", 1),
          of("usage_of_providers_select", ALICE, "select cost from usage_of_providers", 1),
          of("usage_of_providers_select", DAN, "select cost from usage_of_providers", 0),
          of("usage_of_providers_select", ADMIN, "select cost from usage_of_providers", 1),
          of("usage_totals_select", ALICE, "select cost from usage_totals", 0),
          of("usage_totals_select", ADMIN, "select cost from usage_totals", 1),
          of("model_prices_select", ALICE, "select id from model_prices", 2),
          of("model_prices_select", NOBODY, "select id from model_prices", 0),
          of("model_prices_definer_select", ADMIN, price("null"), 1),
          of("model_prices_definer_select", ALICE, price("null"), REFUSED),
          of("model_prices_definer_insert", ADMIN, price("null"), 1),
          of("model_prices_definer_update", ADMIN, end("gpt", "null"), 1),
          of(
              "model_prices_definer_delete",
              ADMIN,
              price("'2999-01-01'") + "; " + end("new", "'2999-01-01'"),
              1),
          system("audit_logs_definer_insert", "a test", price("null"), 1),
          system("audit_logs_definer_insert", "", price("null"), REFUSED),
          system(
              "audit_logs_definer_select",
              "a test",
              "select where default_rows('audit_logs') > 0",
              1),
          of("audit_logs_select", ALICE, "select id from audit_logs", 1),
          of("audit_logs_select", DAN, "select id from audit_logs", 1),
          of("audit_logs_select", NOBODY, "select id from audit_logs", 0),
          of("audit_logs_select", ADMIN, "select id from audit_logs", 9),
          of("audit_seals_select", ADMIN, "select number from audit_seals", 3),
          of("audit_seals_select", ALICE, "select number from audit_seals", 0),
          of("audit_logs_insert", ALICE, log("2"), 1),
          of("audit_logs_insert", ALICE, log("3"), REFUSED),
          of("audit_logs_insert", ALICE, log("null"), REFUSED),
          of("audit_logs_insert", ALICE, log("2").replace("'a'", "'row_update'"), REFUSED),
          of("audit_logs_insert", ALICE, log("2").replace("'a'", "' row_update'"), REFUSED),
          of("audit_logs_insert", ALICE, log("2").replace("'a'", "'update_row'"), 1),
          of("audit_logs_insert", ADMIN, log("2"), REFUSED));

  private static String use(String userProviderConversation) {
    return "insert into usage_statistics (user_id, provider_id, conversation_id) values ("
        + userProviderConversation
        + ")";
  }

  private static String at(String time) {
    return "insert into usage_statistics (user_id, provider_id, recorded_at) values (2, 1, "
        + time
        + ")";
  }

  private static String stamped() {
    return "insert into usage_statistics (user_id, provider_id, stamp) values (2, 1, 0)";
  }

  private static String price(String from) {
    return "select from set_model_price("
        + "gen_random_uuid(), 'openai', 'new', 'USD', '{\"input\": 1}', %s)".formatted(from);
  }

  private static String end(String model, String from) {
    return "select where end_model_price('openai', '%s', %s)".formatted(model, from);
  }

  private static String log(String user) {
    return "insert into audit_logs (user_id, action, resource_type) values ("
        + user
        + ", 'a', 'r')";
  }

  private PoliciesOfRecords() {}
}

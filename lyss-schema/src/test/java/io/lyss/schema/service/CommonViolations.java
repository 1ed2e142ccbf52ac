package io.lyss.schema.service;

import static io.lyss.schema.Violation.check;
import static io.lyss.schema.Violation.foreignKey;
import static io.lyss.schema.Violation.unique;

import io.lyss.schema.Violation;
import java.util.List;

/** A statement that breaks each constraint of the tables that every service database has. */
final class CommonViolations {

  private static final String UNSEALED = "alter table audit_seals disable trigger user";

  static final List<Violation> ALL =
      List.of(
          check(
              "outbox_keys_key_check",
              "insert into outbox_turns (tenant_id, key) select tenant_id, '' from outbox_keys;"
                  + " update outbox_keys set key = ''"),
          foreignKey("outbox_keys_tenant_id_key_fk", "update outbox_keys set key = 'none'"),
          check("outbox_keys_failures_check", "update outbox_keys set failures = -1"),
          unique(
              "outbox_events_tenant_id_key_position_key",
              "insert into outbox_events (tenant_id, key, position, type) overriding system value"
                  + " select tenant_id, key, position, type from outbox_events limit 1"),
          check("outbox_events_type_check", "update outbox_events set type = 'left'"),
          check("outbox_events_type_check", "update outbox_events set type = 'User.left'"),
          check("outbox_events_payload_check", "update outbox_events set payload = '[]'"),
          check("consumed_events_consumer_check", "update consumed_events set consumer = ''"),
          check("given_up_events_failures_check", "update given_up_events set failures = 0"),
          check(
              "given_up_events_given_up_because_check",
              "update given_up_events set given_up_because = ' '"),
          check("legal_holds_reason_check", "update legal_holds set reason = ' '"),
          check("erasures_reason_check", "update erasures set reason = ''"),
          check("erasures_counts_check", "update erasures set counts = '[]'"),
          check(
              "erasures_requested_at_erased_at_check",
              "update erasures set erased_at = requested_at - interval '1 second'"),
          check(
              "erasures_erased_at_awaits_check",
              "update erasures set erased_at = requested_at, awaits = '{5/7}'"),
          entry("audit_logs_action_check", "action = ''"),
          entry("audit_logs_resource_type_check", "resource_type = ''"),
          entry("audit_logs_changes_check", "changes = '[]'"),
          entry("audit_logs_source_check", "source = 'Chat'"),
          entry("audit_logs_source_check", "source = ''"),
          // it would look as if the database itself had made it
          entry("audit_logs_source_event_id_check", "event_id = id, source = null"),
          entry("audit_logs_created_at_check", "created_at = '-infinity'"),
          check("audit_watermark_singleton_check", "update audit_watermark set singleton = false"),
          check("audit_seals_number_check", "update audit_seals set number = 0").after(UNSEALED),
          check("audit_seals_from_stamp_to_stamp_check", "update audit_seals set from_stamp = 9")
              .after(UNSEALED),
          check("audit_seals_entries_dropped_check", "update audit_seals set entries = 0")
              .after(UNSEALED),
          check("audit_seals_digest_check", "update audit_seals set digest = ''").after(UNSEALED),
          check("audit_seals_hash_check", "update audit_seals set hash = ''").after(UNSEALED),
          check("scope_keys_name_check", "update scope_keys set name = 'A'"),
          check("scope_keys_inner_pad_check", "update scope_keys set inner_pad = ''"),
          check("scope_keys_outer_pad_check", "update scope_keys set outer_pad = ''"),
          check(
              "scope_keys_former_pads_check",
              "insert into scope_keys (name, inner_pad, outer_pad, former_pads, former_until)"
                  + " select '', inner_pad, outer_pad, inner_pad, now() from scope_keys where name = 'a'"),
          check(
              "scope_keys_name_former_pads_former_until_check",
              "update scope_keys set former_pads = inner_pad || outer_pad, former_until = now()"),
          check("jobs_every_check", "insert into jobs (name, every) values ('x', '0')"),
          check("jobs_keep_check", "insert into jobs (name, keep) values ('x', '-1 day')"),
          check("jobs_hold_check", "insert into jobs (name, hold) values ('x', ' ')"),
          check("jobs_keeps_all_check", "insert into jobs (name, keeps_all) values ('x', false)"),
          check(
              "jobs_keep_keeps_all_check",
              "insert into jobs (name, keep, keeps_all) values ('x', '1 day', true)"),
          check(
                  "audit_seals_dropped_stands_for_check",
                  "update audit_seals set stands_for = '{}' where not dropped")
              .after(UNSEALED));

  static final List<String> UNEXPLAINED_NULLS =
      List.of(
          "audit_logs.reason",
          "audit_logs.ip_address",
          "audit_logs.user_agent",
          "jobs.took",
          "jobs.done",
          "outbox_keys.last_error",
          "outbox_events.reason",
          "given_up_events.reason",
          "given_up_events.last_error",
          "erasures.error");

  private CommonViolations() {}

  private static Violation entry(String constraint, String change) {
    return check(constraint, "update audit_logs set " + change)
        .after("alter table audit_logs disable trigger user");
  }
}

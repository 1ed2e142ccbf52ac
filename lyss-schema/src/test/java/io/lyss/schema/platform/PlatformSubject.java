package io.lyss.schema.platform;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.PolicyCase;
import io.lyss.schema.Restricted;
import io.lyss.schema.Violation;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The platform database, with the {@link Organisation} in it. */
public final class PlatformSubject implements Restricted<Integer> {

  @Override
  public LyssDatabase database() {
    return LyssDatabase.PLATFORM;
  }

  /** With an entry of the audit log for whose month there is no partition, and an old change. */
  @Override
  public String rows() {
    return Organisation.SEED
        + KEY
        + "insert into audit_logs (action, resource_type, created_at)"
        + " values ('a', 'r', '1990-01-01');"
        + "insert into audit_seals values"
        + " (1, '2026-07-01', 0, 1, 1, false, sha256(''), now(), sha256('')),"
        + " (2, '2026-07-01', 0, 1, 1, false, sha256(''), now(), sha256(''));"
        + "insert into audit_seals values (3, '2026-07-01', 0, 0, 0, true, sha256(''), now(),"
        + " sha256(''), '{[1,3)}');"
        + "insert into access_changes (stamp, kind, id) values ('3', 'user', 2);"
        + "insert into legal_holds (user_id, reason) values (4, 'case 12');"
        + "insert into erasures (user_id, reason) values (4, 'asked for it');"
        + "insert into graduations (tenant_id, currency, next_xid)"
        + " values ('00000000-0000-7000-8000-0000000000e1', 'EUR', 9);"
        + "insert into graduated_ids values"
        + " ('user', 2, '00000000-0000-7000-8000-0000000000e2');";
  }

  /** The hold would keep from being deleted what the policies let through. */
  @Override
  public OwnedDatabase open() {
    return OwnedDatabase.with(
        LyssDatabase.PLATFORM, rows() + "alter table conversations disable trigger keep_held");
  }

  @Override
  public Scoped as(Connection connection, Integer user) {
    return Scoped.asUser(connection, user);
  }

  @Override
  public Scoped asSystem(Connection connection, String reason) {
    return Scoped.asSystem(connection, reason);
  }

  @Override
  public List<Integer> administrators() {
    return List.of(Organisation.ADMIN);
  }

  @Override
  public List<PolicyCase<Integer>> policies() {
    return Stream.of(
            PoliciesOfPeople.CASES,
            PoliciesOfProviders.CASES,
            PoliciesOfConversations.CASES,
            PoliciesOfRecords.CASES,
            PoliciesOfSystemWork.CASES)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public boolean hasCasesOfDefiner() {
    return true;
  }

  /** A trigger refuses what has no reason as well. */
  @Override
  public String leavingPoliciesAlone() {
    return Stream.of("users", "provider_configs", "provider_distributions", "conversations")
        .map("alter table %s disable trigger require_reason;"::formatted)
        .collect(Collectors.joining());
  }

  @Override
  public List<Violation> violations() {
    return PlatformViolations.ALL;
  }

  @Override
  public List<String> unexplainedNulls() {
    return List.of(
        "jobs.took",
        "jobs.done",
        "usage_adjustments.price_id",
        "graduations.progress",
        "erasures.error",
        "audit_logs.ip_address",
        "audit_logs.user_agent");
  }

  @Override
  public String toString() {
    return "platform";
  }
}

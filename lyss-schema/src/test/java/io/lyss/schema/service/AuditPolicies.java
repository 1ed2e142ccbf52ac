package io.lyss.schema.service;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.PolicyCase.system;

import io.lyss.schema.PolicyCase;
import java.util.List;

/**
 * Entries of the audit log are added in the name of the scope, and never as if the database had.
 */
final class AuditPolicies {

  private static final String USER = "audit_logs_insert";
  private static final String SYSTEM = "audit_logs_system_insert";
  private static final String SOURCE =
      ", source) values ('%s', gen_random_uuid(), 'x', 'y', 'chat')";
  private static final String NONE = ") values ('%s', gen_random_uuid(), 'row_update', 'users')";

  static final List<PolicyCase<Persona>> CASES =
      List.of(
          of(USER, Persona.ANN, entry(SOURCE, Persona.ACME), 1),
          of(USER, Persona.ADMIN, entry(SOURCE, Persona.ACME), 1),
          of(USER, Persona.ANN, entry(SOURCE, Persona.RIVAL), REFUSED),
          of(USER, Persona.ADMIN, entry(SOURCE, Persona.RIVAL), REFUSED),
          of(USER, Persona.ADMIN, entry(NONE, Persona.ACME), REFUSED),
          system(SYSTEM, "a test", entry(SOURCE, Persona.RIVAL), 1),
          system(SYSTEM, "a test", entry(NONE, Persona.RIVAL), REFUSED),
          system(SYSTEM, "", entry(SOURCE, Persona.RIVAL), REFUSED));

  private AuditPolicies() {}

  private static String entry(String rest, String tenant) {
    return "insert into audit_logs (tenant_id, id, action, resource_type" + rest.formatted(tenant);
  }
}

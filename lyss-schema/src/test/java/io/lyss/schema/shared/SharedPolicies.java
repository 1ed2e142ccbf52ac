package io.lyss.schema.shared;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.PolicyCase.system;

import io.lyss.schema.PolicyCase;
import io.lyss.schema.service.Persona;
import java.util.List;

/** Users add audit entries in their own name; functions write everything else. */
final class SharedPolicies {

  static final List<PolicyCase<Persona>> CASES =
      List.of(
          of("audit_logs_insert", Persona.ANN, entry(Persona.ACME, Persona.ANN_ID, "null"), 1),
          of("audit_logs_insert", Persona.ADMIN, entry(Persona.ACME, Persona.ADMIN_ID, "null"), 1),
          of(
              "audit_logs_insert",
              Persona.ADMIN,
              entry(Persona.ACME, Persona.ANN_ID, "null"),
              REFUSED),
          of(
              "audit_logs_insert",
              Persona.ANN,
              entry(Persona.RIVAL, Persona.ANN_ID, "null"),
              REFUSED),
          // only system work gives a reason
          of(
              "audit_logs_insert",
              Persona.ANN,
              entry(Persona.ACME, Persona.ANN_ID, "'because'"),
              REFUSED),
          system(
              "audit_logs_system_insert",
              "a test",
              entry(Persona.RIVAL, Persona.ANN_ID, "'a test'"),
              1),
          system(
              "audit_logs_system_insert",
              "",
              entry(Persona.RIVAL, Persona.ANN_ID, "null"),
              REFUSED));

  private SharedPolicies() {}

  private static String entry(String tenant, String actor, String reason) {
    return "insert into audit_logs (tenant_id, id, actor_id, action, resource_type, source, reason)"
        + " values ('%s', '00000000-0000-7000-8000-0000000000f9', '%s', 'x', 'y', 'chat', %s)"
            .formatted(tenant, actor, reason);
  }
}

package io.lyss.schema.service;

import static io.lyss.schema.Violation.check;

import io.lyss.schema.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A service database to which tenants are reported. */
public interface FollowingSubject extends Subject {

  @Override
  default String bindFunction() {
    return "bind_tenant_scope";
  }

  @Override
  default String commonSeed() {
    return COMMON
        + """
        insert into known_tenants (tenant_id, status, changed_at)
        values ('${tenant}', 'active', current_timestamp);
        """;
  }

  /** What is visible in the tables of its own, and in those that all such databases have. */
  static Map<String, String> and(Map<String, String> own) {
    Map<String, String> all = new HashMap<>(own);
    all.put("known_tenants", "tenant_id = :tenant");
    return all;
  }

  @Override
  default List<Violation> commonViolations() {
    return Stream.concat(
            CommonViolations.ALL.stream(),
            Stream.of(
                check(
                    "known_tenants_tenant_id_check",
                    "update known_tenants set tenant_id = platform_tenant_id()"
                        + " where tenant_id = '%s'".formatted(Persona.ACME)),
                check("known_tenants_status_check", "update known_tenants set status = 'gone'")))
        .toList();
  }
}

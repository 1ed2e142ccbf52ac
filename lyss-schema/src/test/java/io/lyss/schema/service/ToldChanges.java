package io.lyss.schema.service;

import static io.lyss.schema.Violation.check;

import io.lyss.schema.Violation;
import java.util.List;
import java.util.stream.Stream;

/** What databases have in common that record changes for hosts. */
public final class ToldChanges {

  private static final List<Violation> VIOLATIONS =
      List.of(
          check("access_changes_kind_check", change("'group'", "gen_random_uuid()")),
          check("access_changes_kind_id_check", change("'all'", "gen_random_uuid()")),
          check("access_changes_kind_id_check", change("'user'", "platform_tenant_id()")));

  private ToldChanges() {}

  private static String change(String kind, String id) {
    return "insert into access_changes (tenant_id, kind, id) values ('%s', %s, %s)"
        .formatted(Persona.ACME, kind, id);
  }

  /** With statements that break the constraints of the table. */
  public static List<Violation> and(List<Violation> own) {
    return Stream.concat(own.stream(), VIOLATIONS.stream()).toList();
  }
}

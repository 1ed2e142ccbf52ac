package io.lyss.test;

import io.lyss.schema.LyssDatabase;
import io.lyss.throwaway.PsqlScript;
import io.lyss.throwaway.ThrowawayDatabase;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The roles and rights of production, from the files that a DBA runs. The logins have other names,
 * which only servers for tests have.
 */
final class Roles {

  static final String OWNER = "lyss_test_kit_owner";
  static final String APPLICATION = "lyss_test_kit_app";
  static final String JOBS = "lyss_test_kit_jobs";
  static final String PASSWORD = "for tests only";

  private static final Pattern CREATE = Pattern.compile("create role [^;]+;");
  private static final String RIGHTS = "revoke connect, temporary on database ";

  private Roles() {}

  /**
   * Creates the roles that are missing: roles belong to the server, so some or all of them may
   * exist.
   */
  static void create(ThrowawayDatabase database) {
    String roles =
        CREATE
            .matcher(file("010_roles.sql", Map.of()))
            .replaceAll(
                create ->
                    "do \\$\\$ begin "
                        + create.group()
                        + " exception when duplicate_object or unique_violation then null;"
                        + " end \\$\\$;");
    database.execute(
        roles
            + "alter role %1$s password '%4$s'; alter role %2$s password '%4$s';"
                .formatted(OWNER, APPLICATION, JOBS, PASSWORD)
            + "alter role %3$s password '%4$s'".formatted(OWNER, APPLICATION, JOBS, PASSWORD));
  }

  /** Grants the rights on a database itself, which are not copied with it. */
  static void grant(ThrowawayDatabase database) {
    String file = file("020_database.sql", Map.of("db", database.name()));
    database.execute(
        "alter database %s owner to %s;".formatted(database.name(), OWNER)
            + file.substring(file.indexOf(RIGHTS)));
  }

  private static String named(String sql) {
    return sql.replaceAll("\\blyss_owner\\b", OWNER)
        .replaceAll("\\blyss_app\\b", APPLICATION)
        .replaceAll("\\blyss_jobs\\b", JOBS);
  }

  private static String file(String name, Map<String, String> variables) {
    return named(PsqlScript.statements(LyssDatabase.class, "bootstrap/" + name, variables));
  }
}

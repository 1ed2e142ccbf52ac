package io.lyss.schema.service;

import java.util.List;

/**
 * A user of a tenant. The users and groups of both tenants have the same ids, so that only the
 * tenant distinguishes them.
 *
 * @param tenant the tenant's id
 * @param user the user's id
 * @param groups the groups that the scope carries
 * @param role super_admin, tenant_admin or end_user
 */
public record Persona(String name, String tenant, String user, List<String> groups, String role) {

  public static final String ACME = "0a000000-0000-7000-8000-000000000000";
  public static final String RIVAL = "0b000000-0000-7000-8000-000000000000";

  /** In both tenants: an administrator, Ann who reads, Bob who writes, and the platform's Root. */
  public static final String ADMIN_ID = "00000000-0000-7000-8000-0000000000a1";

  public static final String ANN_ID = "00000000-0000-7000-8000-0000000000a2";
  public static final String BOB_ID = "00000000-0000-7000-8000-0000000000a3";
  public static final String ROOT_ID = "00000000-0000-7000-8000-0000000000a4";

  /** Ann and Bob are in it. */
  public static final String READERS_ID = "00000000-0000-7000-8000-0000000000b1";

  /** Bob alone is in it. */
  public static final String WRITERS_ID = "00000000-0000-7000-8000-0000000000b2";

  public static final Persona ADMIN =
      new Persona("Admin", ACME, ADMIN_ID, List.of(), "tenant_admin");
  public static final Persona ANN =
      new Persona("Ann", ACME, ANN_ID, List.of(READERS_ID), "end_user");
  public static final Persona BOB =
      new Persona("Bob", ACME, BOB_ID, List.of(READERS_ID, WRITERS_ID), "end_user");
  public static final Persona ROOT = new Persona("Root", ACME, ROOT_ID, List.of(), "super_admin");
  public static final Persona RIVALS_ANN =
      new Persona("the rival's Ann", RIVAL, ANN_ID, List.of(READERS_ID), "end_user");
  public static final Persona RIVALS_ADMIN =
      new Persona("the rival's admin", RIVAL, ADMIN_ID, List.of(), "tenant_admin");

  /** A user of a tenant that does not exist. */
  public static final Persona STRANGER =
      new Persona(
          "a stranger",
          "0c000000-0000-7000-8000-000000000000",
          ANN_ID,
          List.of(READERS_ID, WRITERS_ID),
          "tenant_admin");

  static final List<Persona> ALL =
      List.of(ADMIN, ANN, BOB, ROOT, RIVALS_ANN, RIVALS_ADMIN, STRANGER);

  /** Puts this persona into a condition. */
  String in(String condition) {
    return condition
        .replace(":tenant", "'" + tenant + "'::uuid")
        .replace(":user", "'" + user + "'::uuid")
        .replace(":groups", "'{" + String.join(",", groups) + "}'::uuid[]")
        .replace(":role", "'" + role + "'")
        .replace(":admin", Boolean.toString(!role.equals("end_user")));
  }

  @Override
  public String toString() {
    return name;
  }
}

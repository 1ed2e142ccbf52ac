package io.lyss.schema.service;

import io.lyss.schema.Scoped;
import java.sql.Connection;

/** A scope of a service database. */
public final class TenantScoped extends Scoped {

  static final String TENANT = "authenticated_users";
  static final String SYSTEM = "lyss_system";

  private TenantScoped(Connection connection, String bindFunction, Object... values) {
    // qualified, as it is called before there is a role that may look for it
    super(connection, "select " + bindFunction + "(?, ?, ?, ?, ?, ?)", values);
  }

  public static TenantScoped as(Connection connection, String bindFunction, Persona persona) {
    return of(
        connection,
        bindFunction,
        TENANT,
        persona.tenant(),
        persona.user(),
        "{" + String.join(",", persona.groups()) + "}",
        persona.role(),
        "");
  }

  static TenantScoped asSystem(Connection connection, String bindFunction, String reason) {
    return of(connection, bindFunction, SYSTEM, "", "", "", "", reason);
  }

  /** Any binding, also one that no application makes. */
  static TenantScoped of(Connection connection, String bindFunction, String... values) {
    return new TenantScoped(connection, bindFunction, (Object[]) values);
  }
}

package io.lyss.schema.platform;

import java.sql.Connection;

/** A scope of the platform database. */
final class Scoped extends io.lyss.schema.Scoped {

  static final String USERS = "authenticated_users";
  static final String SYSTEM = "lyss_system";

  private Scoped(Connection connection, String role, String userId, String reason) {
    super(connection, "select lyss_platform.bind_scope(?, ?, ?)", role, userId, reason);
  }

  static Scoped asUser(Connection connection, int userId) {
    return new Scoped(connection, USERS, Integer.toString(userId), "");
  }

  static Scoped asSystem(Connection connection, String reason) {
    return new Scoped(connection, SYSTEM, "", reason);
  }

  /** Any binding, also one that no application makes. */
  static Scoped as(Connection connection, String role, String userId, String reason) {
    return new Scoped(connection, role, userId, reason);
  }

  /** The login itself, with no scope bound. */
  public static Scoped asLogin(Connection connection) {
    return new Scoped(connection, "none", "", "");
  }
}

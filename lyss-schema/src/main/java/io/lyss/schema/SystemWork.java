package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes commands system work where scopes have to be signed. */
final class SystemWork {

  private static final String ROLE = "lyss_system";

  private SystemWork() {}

  /**
   * SQL for a transaction in which role and reason are bound. It seals them for the owner of the
   * schema, who could read the keys anyhow, and fails for any other login. In a schema of an older
   * version it does nothing.
   */
  static String seal(String schema) {
    return """
        ; do $$ begin
          if pg_catalog.to_regprocedure('"%1$s".seal_as_owner()') is not null then
            perform "%1$s".seal_as_owner();
          end if;
        end $$"""
        .formatted(schema);
  }

  /** Binds a scope that a host signs. */
  static void bindSigned(
      Connection connection,
      LyssDatabase database,
      String schema,
      String reason,
      Function<List<String>, String> signer)
      throws SQLException {
    List<String> parts =
        database == LyssDatabase.PLATFORM
            ? List.of(ROLE, "", reason)
            : List.of(ROLE, "", "", "", "", reason);
    List<String> all = new ArrayList<>(parts);
    all.add(signer.apply(parts));
    String places = String.join(", ", all.stream().map(part -> "?").toList());
    try (PreparedStatement bind =
        connection.prepareStatement(
            "select \"%s\".bind_signed_scope(%s)".formatted(schema, places))) {
      for (int i = 0; i < all.size(); i++) {
        bind.setString(i + 1, all.get(i));
      }
      bind.execute();
    }
  }
}

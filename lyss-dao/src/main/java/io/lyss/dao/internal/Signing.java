package io.lyss.dao.internal;

import io.lyss.dao.ScopeSigner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/** How the scopes of a schema are signed. */
record Signing(ScopeSigner signer, String schema) {

  /** The signature of a role and the values of all settings. */
  String signature(String role, List<String> values, Connection connection) throws SQLException {
    return signer.sign(
        schema, Stream.concat(Stream.of(role), values.stream()).toList(), process(connection));
  }

  private int process(Connection connection) throws SQLException {
    return signer.isBoundToConnection() ? connection.unwrap(PGConnection.class).getBackendPID() : 0;
  }
}

package io.lyss.dao.internal;

import io.lyss.dao.ScopeSigner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/** How the scopes of a schema are signed. */
record Signing(ScopeSigner signer, String schema) {

  /** What is sent to bind a scope: the values of its settings, and the signature of all of it. */
  List<String> signed(String role, List<String> values, Connection connection) throws SQLException {
    List<String> sent = new ArrayList<>(values);
    sent.add(
        signer.sign(
            schema, Stream.concat(Stream.of(role), values.stream()).toList(), process(connection)));
    return sent;
  }

  private int process(Connection connection) throws SQLException {
    return signer.isBoundToConnection() ? connection.unwrap(PGConnection.class).getBackendPID() : 0;
  }
}

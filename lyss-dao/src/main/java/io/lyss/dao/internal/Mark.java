package io.lyss.dao.internal;

import io.lyss.dao.Freshness;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the primary reports at the end of a call if there is a replica: the transaction in which the
 * call has written, if it has, and the primary's position in its log.
 */
final class Mark {

  static final String SQL =
      """
      select pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text, \
      case when not pg_catalog.pg_is_in_recovery() \
      then pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text end""";

  private final Replica replica;
  private final Reach reach;
  private final @Nullable Freshness implied;
  private final long begun = System.nanoTime();

  private Mark(Replica replica, Reach reach, @Nullable Freshness implied) {
    this.replica = replica;
    this.reach = reach;
    this.implied = implied;
  }

  /** Makes the marks of a session's calls. */
  record Source(Replica replica, Reach reach) {

    /** The mark of a call in a transaction of LYSS, before it begins. */
    Mark begin() {
      return new Mark(replica, reach, reach.now());
    }

    /** The mark of a call in a transaction of the host. */
    Mark joined() {
      return new Mark(replica, reach, null);
    }
  }

  /** Reads it from the answer that a statement has come to. */
  void read(PreparedStatement prepared) throws SQLException {
    try (ResultSet row = prepared.getResultSet()) {
      row.next();
      String transaction = row.getString(1);
      String position = row.getString(2);
      if (transaction != null) {
        reach.add(Long.parseLong(transaction), implied);
      }
      if (position != null) {
        replica.told(begun, position);
      }
    }
  }

  void ask(Connection connection) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(SQL)) {
      prepared.execute();
      read(prepared);
    }
  }
}

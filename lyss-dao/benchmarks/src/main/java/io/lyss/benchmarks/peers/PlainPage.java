package io.lyss.benchmarks.peers;

import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Raw;
import java.util.List;
import javax.sql.DataSource;

/** The page in plain JDBC. */
final class PlainPage {

  private static final String BIND =
      "select lyss_chat.bind_tenant_scope('authenticated_users', ?, ?, '{}', 'user', ''); ";
  private static final String PAGE = "select " + Asked.COLUMNS + " from " + Asked.TABLE;
  private static final String NEWEST = " order by sequence desc limit " + Asked.ROWS;

  private PlainPage() {}

  static Call bound(DataSource source) {
    return Raw.query(
        source,
        BIND + PAGE + " where tenant_id = ? and conversation_id = ?" + NEWEST,
        n ->
            List.of(
                Asked.TENANT.toString(),
                Asked.user(n).toString(),
                Asked.TENANT,
                Asked.conversation(n)));
  }

  static Call explicit(DataSource source) {
    return Raw.query(
        source,
        PAGE + " where tenant_id = ? and conversation_id = ? and user_id = ?" + NEWEST,
        n -> List.of(Asked.TENANT, Asked.conversation(n), Asked.user(n)));
  }
}

package io.lyss.benchmarks.peers;

import io.lyss.benchmarks.figures.Call;
import java.time.OffsetDateTime;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/** The page in JDBI, with a mapper written by hand. */
final class JdbiPage implements Call {

  private static final String PAGE =
      "select "
          + Asked.COLUMNS
          + " from "
          + Asked.TABLE
          + " where tenant_id = :tenant and conversation_id = :conversation and user_id = :user"
          + " order by sequence desc limit :limit";
  private static final RowMapper<Row> ROW =
      (row, context) ->
          new Row(
              row.getObject(1, UUID.class),
              row.getObject(2, UUID.class),
              row.getObject(3, UUID.class),
              row.getObject(4, UUID.class),
              row.getLong(5),
              row.getString(6),
              row.getString(7),
              row.getInt(8),
              row.getString(9),
              row.getObject(10, Integer.class),
              row.getString(11),
              row.getString(12),
              row.getString(13),
              row.getString(14),
              row.getObject(15, OffsetDateTime.class),
              row.getObject(16, OffsetDateTime.class));

  private final Jdbi jdbi;

  JdbiPage(DataSource source) {
    jdbi = Jdbi.create(source);
  }

  @Override
  public void run(int n) {
    Asked.complete(
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(PAGE)
                    .bind("tenant", Asked.TENANT)
                    .bind("conversation", Asked.conversation(n))
                    .bind("user", Asked.user(n))
                    .bind("limit", Asked.ROWS)
                    .map(ROW)
                    .list()));
  }
}

package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.Whole;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What bloat is estimated to be, against what is left when everything is written anew. */
class EstimatedBloatTest {

  /** Rows with columns that are null, values stored apart, entries of indexes that recur. */
  private static final String FILL =
      """
      set search_path = lyss_chat;
      set session_replication_role = replica;
      insert into conversations (tenant_id, id, user_id, title, model_name)
        select md5((i % 10)::text)::uuid, md5(i::text)::uuid, md5((i % 100)::text)::uuid, 'title of ' || i,
          case when i % 2 = 0 then 'model' end
        from generate_series(1, 10000) as i;
      insert into conversation_messages
          (tenant_id, id, conversation_id, user_id, sequence, role, content, created_at)
        select md5((i % 10)::text)::uuid, md5('m' || i)::uuid, md5((i / 10)::text)::uuid,
          md5((i % 100)::text)::uuid, i, 'user',
          (select string_agg(md5(j::text), ' ') from generate_series(i, i + (i % 6) * (i % 6) * (i % 6)) as j),
          now() + i % 2 * interval '1 month'
        from generate_series(1, 4000) as i;
      """;

  /** The last pages are kept, so that vacuum gives nothing back. */
  private static final String THIN =
      """
      set search_path = lyss_chat;
      set session_replication_role = replica;
      delete from conversations where right(title, 1) <> '7' and right(title, 1) <> '0';
      delete from conversation_messages where sequence % 10 not in (7, 0);
      """;

  /** In a smaller table, one page more or less would make a difference. */
  private static final int SMALL = 60_000;

  private record Size(long total, long bloat) {}

  @Test
  @Whole(
      "misses an estimate that is far off; systemWorkSeesEveryTableThatWasAnalyzed asks that there is one")
  void theEstimateIsTheRoomThatRewritingGivesBack() throws SQLException {
    try (ThrowawayDatabase database = TestDatabases.migrated(LyssDatabase.CHAT)) {
      database.execute(FILL);
      written(database, "vacuum full");
      sizes(database)
          .forEach(
              (name, size) ->
                  assertThat(size.bloat())
                      .as("%s, newly written: %s", name, size)
                      .isLessThanOrEqualTo(Math.max(size.total() / 8, SMALL / 2)));
      database.execute(THIN);
      written(database, "vacuum");
      Map<String, Size> thin = sizes(database);
      thin.values().removeIf(size -> size.total() < SMALL);
      written(database, "vacuum full");
      Map<String, Size> anew = sizes(database);
      assertThat(thin)
          .containsKeys(
              "conversations",
              "conversation_messages",
              "conversations_tenant_id_id_pk",
              "idx_conversations_user_created",
              "conversation_messages_tenant_id_id_created_at_pk");
      thin.forEach(
          (name, size) ->
              assertThat((double) size.bloat() / size.total())
                  .as("%s: %s before, %s after it was written anew", name, size, anew.get(name))
                  .isCloseTo(1 - (double) anew.get(name).total() / size.total(), within(0.12)));
    }
  }

  private static void written(ThrowawayDatabase database, String how) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : List.of("conversations", "conversation_messages")) {
        statement.execute(how + " lyss_chat." + table);
        statement.execute("analyze lyss_chat." + table);
      }
    }
  }

  /** By name. */
  private static Map<String, Size> sizes(ThrowawayDatabase database) throws SQLException {
    Map<String, Size> sizes = new LinkedHashMap<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set role pg_monitor");
      try (ResultSet row =
          statement.executeQuery(
              "select coalesce(index_name, table_name), total_bytes, bloat_bytes"
                  + " from lyss_chat.estimated_bloat()"
                  + " where table_name like 'conversation%'")) {
        while (row.next()) {
          sizes.put(row.getString(1), new Size(row.getLong(2), row.getLong(3)));
        }
      }
    }
    return sizes;
  }

  /** The owner is no superuser, and system work has no right to the tables. */
  @ParameterizedTest
  @EnumSource
  @OneIn(6)
  void systemWorkSeesEveryTableThatWasAnalyzed(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(kind);
        Connection owner = database.ownerDataSource().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute("set search_path = " + kind.defaultSchema());
      statement.execute("analyze");
      statement.execute("set role lyss_system");
      try (ResultSet missed =
          statement.executeQuery(
              """
              select relname
              from pg_class
              left join estimated_bloat() as b on b.table_name = relname and b.index_name is null
              where relnamespace = '%s'::regnamespace and relkind in ('r', 'p')
                and not relispartition and coalesce(bloat_bytes, -1) not between 0 and total_bytes
              """
                  .formatted(kind.defaultSchema()))) {
        assertThat(missed.next()).as("a table is missed, or out of bounds").isFalse();
      }
    }
  }
}

package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A search asks the index of words, also where there are so few rows that any other way looks
 * cheap: it does not find the words of rows once more, which takes longer than all else.
 *
 * <p>Small months are those of small hosts, and the first of each host. The parameters are the
 * database, how many texts a month has, and whether there are statistics.
 */
class SearchPlansTest {

  private static final int MONTHS = 12;
  private static final int MANY = 3000;

  @ParameterizedTest
  @CsvSource({
    "PLATFORM, 8, true", "PLATFORM, 60, true", "PLATFORM, 60, false",
    "CHAT, 8, true", "CHAT, 60, true", "CHAT, 60, false",
    "MEMORY, 8, true", "MEMORY, 60, true", "MEMORY, 60, false",
  })
  @OneIn(3)
  void asksTheIndexAndParsesNoRowAgain(Searched database, int aMonth, boolean analyzed)
      throws SQLException {
    try (OwnedDatabase owned = OwnedDatabase.with(database.kind, database.seed);
        Connection connection = owned.superuser();
        Statement statement = connection.createStatement()) {
      statement.execute("set search_path = " + database.kind.defaultSchema() + ", pg_temp");
      connection.setAutoCommit(false);
      statement.execute(database.bind);
      store(connection, database, MONTHS * aMonth);
      connection.commit();
      if (database.messages != null) {
        statement.execute(spread(database));
        connection.commit();
      }
      if (analyzed) {
        statement.execute("analyze");
        connection.commit();
      }
      statement.execute("set track_functions = 'all'");
      for (String query : new String[] {"zzzzqq", "报告天气", "k7", "天气"}) {
        statement.execute(database.bind);
        int hits = search(connection, database, query, Integer.MAX_VALUE);
        assertThat(hits)
            .as(query)
            .isEqualTo(query.equals("天气") ? MONTHS * aMonth : query.equals("k7") ? 1 : 0);
        assertThat(wordsFound(statement)).as("%s: rows whose words were found", query).isZero();
        connection.rollback();
      }
    }
  }

  /** Where all rows are of one user, reading the table may look cheaper than asking an index. */
  @ParameterizedTest
  @EnumSource
  @OneIn(3)
  void readsNoWholeTableWhereOneUserHasAllOfIt(Searched database) throws SQLException {
    try (OwnedDatabase owned = OwnedDatabase.with(database.kind, database.seed);
        Connection connection = owned.superuser();
        Statement statement = connection.createStatement()) {
      statement.execute("set search_path = " + database.kind.defaultSchema() + ", pg_temp");
      connection.setAutoCommit(false);
      statement.execute(database.bind);
      store(connection, database, MANY);
      statement.execute("reset role");
      if (database.messages != null) {
        statement.execute(database.conversations);
      }
      connection.commit();
      statement.execute("analyze");
      connection.commit();
      for (String query : new String[] {"zzzzqq", "k7", "天气"}) {
        statement.execute(database.bind);
        search(connection, database, query, 51);
        assertThat(rowsRead(statement)).as("%s: rows of tables read as a whole", query).isZero();
        connection.rollback();
      }
    }
  }

  private static void store(Connection connection, Searched database, int texts)
      throws SQLException {
    try (PreparedStatement store = connection.prepareStatement(database.store)) {
      store.setArray(
          1,
          connection.createArrayOf(
              "text", IntStream.range(0, texts).mapToObj(n -> "天气报告 k" + n).toArray()));
      store.execute();
    }
  }

  // as many in each of the months before this one
  private static String spread(Searched database) {
    return """
        set local session_replication_role = replica;
        select create_monthly_partition('%1$s', (current_date - n * interval '1 month')::date)
        from generate_series(0, %2$d) as n;
        update conversations set created_at = created_at - interval '2 years';
        update %1$s set created_at = created_at - sequence %% %2$d * interval '1 month';
        """
        .formatted(database.messages, MONTHS);
  }

  private static int search(Connection connection, Searched database, String query, int limit)
      throws SQLException {
    try (PreparedStatement search =
        connection.prepareStatement(
            database.search.replace("2147483647", Integer.toString(limit)))) {
      search.setArray(1, connection.createArrayOf("text", new String[] {query}));
      int hits = 0;
      try (ResultSet rows = search.executeQuery()) {
        while (rows.next()) {
          hits++;
        }
      }
      return hits;
    }
  }

  // the tables that grow with a user
  private static long rowsRead(Statement statement) throws SQLException {
    statement.execute("reset role");
    try (ResultSet tables =
        statement.executeQuery(
            "select coalesce(sum(seq_tup_read), 0) from pg_stat_xact_user_tables"
                + " where relname ~ '^(user_memories|conversations|(conversation_)?messages)'")) {
      tables.next();
      return tables.getLong(1);
    }
  }

  private static int wordsFound(Statement statement) throws SQLException {
    statement.execute("reset role");
    try (ResultSet calls =
        statement.executeQuery(
            "select coalesce(sum(calls), 0) from pg_stat_xact_user_functions"
                + " where funcname = 'search_vector'")) {
      calls.next();
      return calls.getInt(1);
    }
  }
}

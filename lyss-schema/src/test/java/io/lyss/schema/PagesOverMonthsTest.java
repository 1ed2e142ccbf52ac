package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pages of a conversation whose messages lie in forty months, however they are spread over these:
 * each message is on one page, and a page looks into hardly more months than it has messages of.
 */
class PagesOverMonthsTest {

  private static final int COUNT = 120;
  private static final int MONTHS = 40;
  private static final OffsetDateTime BEGAN =
      OffsetDateTime.of(2019, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final double MINUTES = Duration.ofDays(MONTHS * 30).toMinutes();

  /** How far into the conversation's time its messages were written. */
  private enum Spread {
    EVENLY(n -> n),
    LATE(n -> 1 - Math.pow(1 - n, 12)),
    EARLY(n -> Math.pow(n, 12)),
    IN_THREE_DAYS(n -> Math.floor(n * 3) / 3 + n / 1000),
    AT_ONCE_BUT_THE_FIRST(n -> n == 0 ? 0 : 0.999 + n / 1000),
    AT_ONCE_BUT_THE_LAST(n -> n > 0.99 ? 1 : n / 1000),
    BY_CHANCE(n -> n) {
      @Override
      DoubleStream places() {
        return new Random(7).doubles(COUNT).sorted();
      }
    };

    private final DoubleUnaryOperator place;

    Spread(DoubleUnaryOperator place) {
      this.place = place;
    }

    DoubleStream places() {
      return IntStream.range(0, COUNT).mapToDouble(n -> n / (double) COUNT).map(place);
    }

    OffsetDateTime[] times() {
      return places()
          .mapToObj(place -> BEGAN.plusMinutes(Math.round(place * MINUTES)))
          .toArray(OffsetDateTime[]::new);
    }
  }

  @ParameterizedTest
  @CsvSource({"PLATFORM, ", "CHAT, tenant_id"})
  @OneIn(2)
  void eachMessageIsOnOnePage(Searched database, String tenant) throws SQLException {
    try (OwnedDatabase owned = OwnedDatabase.with(database.kind, database.seed);
        Connection connection = owned.superuser();
        Statement statement = connection.createStatement()) {
      begin(database, connection, statement);
      for (Spread spread : Spread.values()) {
        spread(database, connection, spread);
        statement.execute(database.bind);
        assertThat(page(connection, "oldest", tenant, 51, Long.MAX_VALUE)).isEmpty();
        assertThat(page(connection, "newest", tenant, 51, -1 - Long.MAX_VALUE / 2)).isEmpty();
        for (int size : new int[] {1, 7, 51, 200}) {
          assertThat(read(connection, "oldest", tenant, size, 0))
              .as("%s, oldest first, pages of %s", spread, size)
              .isEqualTo(LongStream.rangeClosed(1, COUNT).boxed().toList());
          assertThat(read(connection, "newest", tenant, size, COUNT + 1))
              .as("%s, newest first, pages of %s", spread, size)
              .isEqualTo(LongStream.rangeClosed(1, COUNT).map(n -> COUNT + 1 - n).boxed().toList());
        }
        connection.rollback();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"PLATFORM, ", "CHAT, tenant_id"})
  @OneIn(2)
  void aPageLooksIntoHardlyMoreMonthsThanItHasMessagesOf(Searched database, String tenant)
      throws SQLException {
    try (OwnedDatabase owned = OwnedDatabase.with(database.kind, database.seed);
        Connection connection = owned.superuser();
        Statement statement = connection.createStatement()) {
      begin(database, connection, statement);
      for (String way : new String[] {"newest", "oldest"}) {
        for (Spread spread : Spread.values()) {
          spread(database, connection, spread);
          statement.execute(database.bind);
          int first = looks(database, statement);
          statement.execute(database.bind);
          List<Long> page = page(connection, way, tenant, 51, way.equals("newest") ? COUNT + 1 : 0);
          int looks = looks(database, statement) - first;
          long months =
              page.stream()
                  .map(sequence -> spread.times()[sequence.intValue() - 1])
                  .map(time -> time.getYear() * 12 + time.getMonthValue())
                  .distinct()
                  .count();
          assertThat(page).hasSize(51);
          if (spread == Spread.EVENLY) {
            assertThat(looks).as("%s, %s first", spread, way).isLessThanOrEqualTo((int) months + 4);
          }
          assertThat(looks).as("%s, %s first", spread, way).isLessThanOrEqualTo(MONTHS + 2);
          connection.rollback();
        }
      }
    }
  }

  private static void begin(Searched database, Connection connection, Statement statement)
      throws SQLException {
    statement.execute("set search_path = " + database.kind.defaultSchema() + ", pg_temp");
    connection.setAutoCommit(false);
    statement.execute(
        "select create_monthly_partition('%s', ('%s'::date + n * interval '1 month')::date) from generate_series(0, %s) as n"
            .formatted(database.messages, BEGAN.toLocalDate(), MONTHS));
    statement.execute(database.bind);
    String[] texts = new String[COUNT];
    Arrays.fill(texts, "x");
    try (PreparedStatement store = connection.prepareStatement(database.store)) {
      store.setArray(1, connection.createArrayOf("text", texts));
      store.execute();
    }
    statement.execute("reset role");
    connection.commit();
  }

  private static void spread(Searched database, Connection connection, Spread spread)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement move =
            connection.prepareStatement(
                "update %s set created_at = (?::timestamptz[])[sequence]"
                    .formatted(database.messages))) {
      statement.execute("set local session_replication_role = replica");
      move.setArray(1, connection.createArrayOf("timestamptz", spread.times()));
      assertThat(move.executeUpdate()).isEqualTo(COUNT);
      statement.execute(
          "update conversations set created_at = t.first, last_active_at = t.last"
              + " from (select min(created_at) as first, max(created_at) as last from %s) as t"
                  .formatted(database.messages));
    }
  }

  /** All pages of so many, each from where the one before ended. */
  private static List<Long> read(
      Connection connection, String way, String tenant, int size, long from) throws SQLException {
    List<Long> all = new ArrayList<>();
    List<Long> page = page(connection, way, tenant, size, from);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = page(connection, way, tenant, size, page.get(page.size() - 1));
    }
    return all;
  }

  private static List<Long> page(
      Connection connection, String way, String tenant, int size, long from) throws SQLException {
    try (PreparedStatement page =
        connection.prepareStatement(
            "select m.sequence from conversations as c,"
                + " conversation_messages_%s_first(%sc.id, ?, ?) as m"
                    .formatted(way, tenant == null ? "" : "c." + tenant + ", "))) {
      page.setInt(1, size);
      page.setLong(2, from);
      List<Long> sequences = new ArrayList<>();
      try (ResultSet rows = page.executeQuery()) {
        while (rows.next()) {
          sequences.add(rows.getLong(1));
        }
      }
      return sequences;
    }
  }

  private static int looks(Searched database, Statement statement) throws SQLException {
    statement.execute("reset role");
    try (ResultSet scans =
        statement.executeQuery(
            "select coalesce(sum(s.idx_scan), 0) from pg_stat_xact_user_tables as s"
                + " where s.relid in (select i.inhrelid from pg_inherits as i where i.inhparent = '%s'::regclass)"
                    .formatted(database.messages))) {
      scans.next();
      return scans.getInt(1);
    }
  }
}

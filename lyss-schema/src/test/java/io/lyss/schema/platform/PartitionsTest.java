package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** System work makes the partitions of the months that it names. */
@OneIn(2)
class PartitionsTest extends FreshOrganisationTest {

  private static final String BOUNDS =
      "select pg_get_expr(relpartbound, oid) from pg_class where oid = ?::regclass";

  private static final String LAST_MONTH =
      "select max(inhrelid::regclass::text) from pg_inherits"
          + " where inhparent = 'messages'::regclass and inhrelid::regclass::text ~ '[0-9]$'";

  @ParameterizedTest
  @CsvSource({
    "2020-01-01, 2020_01, 2020-01-01, 2020-02-01",
    "2020-01-31, 2020_01, 2020-01-01, 2020-02-01",
    "2020-02-29, 2020_02, 2020-02-01, 2020-03-01",
    "2021-02-28, 2021_02, 2021-02-01, 2021-03-01",
    "2020-12-31, 2020_12, 2020-12-01, 2021-01-01",
  })
  void anyDayNamesItsMonth(String day, String name, String from, String to) throws SQLException {
    for (String zone : List.of("Pacific/Kiritimati", "America/Los_Angeles", "UTC")) {
      app.createStatement().execute("set timezone = '" + zone + "'");
      // twice: the second finds it done
      for (int i = 0; i < 2; i++) {
        assertThat(system.value("select create_monthly_partition('messages', ?::date)::text", day))
            .isEqualTo("messages_" + name);
      }
    }
    superuser.value("select set_config('timezone', 'UTC', false)");
    assertThat(superuser.value(BOUNDS, "messages_" + name))
        .isEqualTo("FOR VALUES FROM ('%s 00:00:00+00') TO ('%s 00:00:00+00')".formatted(from, to));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'messages'::regclass",
        "'lyss_platform.messages'::regclass",
        "to_regclass('usage_statistics')",
        "'audit_logs'"
      })
  void aTableMayBeNamedInEveryForm(String table) throws SQLException {
    assertThat(
            String.valueOf(
                system.value("select create_monthly_partition(%s, '2020-05-05')".formatted(table))))
        .endsWith("_2020_05");
  }

  @Test
  void otherTablesAndMissingDaysAreRefused() throws SQLException {
    superuser.change(
        "create schema other; grant usage on schema other to public;"
            + " create table other.messages (created_at timestamptz) partition by range (created_at)");
    for (String wrongTable : List.of("'users'", "'other.messages'", "null", "'messages_default'")) {
      assertThat(
              system
                  .attempt(
                      "select create_monthly_partition(%s, '2020-05-05')".formatted(wrongTable))
                  .sqlState())
          .as(wrongTable)
          .isEqualTo("22023");
    }
    for (String noDay : List.of("null", "'infinity'", "'-infinity'")) {
      assertThat(
              system
                  .attempt("select create_monthly_partition('messages', %s)".formatted(noDay))
                  .sqlState())
          .as(noDay)
          .isEqualTo("22008");
    }
    assertThat(
            superuser.rows("select from pg_inherits where inhparent = 'other.messages'::regclass"))
        .isEmpty();
  }

  /** A table that has the name already is neither used as the partition nor changed. */
  @Test
  void aTableInTheWayIsReported() throws SQLException {
    superuser.change("create table messages_2020_05 ()");

    assertThat(
            system.attempt("select create_monthly_partition('messages', '2020-05-05')").sqlState())
        .isEqualTo("42P07");
  }

  @Test
  void concurrentCallsMakeOnePartition() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Callable<Object>> calls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Scoped scope = Scoped.asSystem(platform.app(), "a test");
        calls.add(
            () -> scope.column("select create_monthly_partition('messages', '2020-07-07')::text"));
      }
      for (Future<Object> result : threads.invokeAll(calls)) {
        assertThat(result.get()).isEqualTo(List.of("messages_2020_07"));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "messages, created_at, 'conversation_id, user_id, sequence, idempotency_key, role, content',"
        + " '1, 2, 3, gen_random_uuid(), ''user'', ''x'''",
    "usage_statistics, recorded_at, 'user_id, provider_id, conversation_id', '2, 1, 1'",
    "audit_logs, created_at, 'user_id, action, resource_type', '2, ''a'', ''r'''",
  })
  void rowsThatCameTooEarlyAreMoved(String table, String time, String columns, String values)
      throws SQLException {
    String at = "insert into %s (%s, %s) values ('%s', %s)";
    superuser.change(at.formatted(table, time, columns, "2020-01-31 23:59:59.999999+00", values));
    superuser.change(at.formatted(table, time, columns, "2020-02-01 00:00:00+00", values));
    superuser.change(at.formatted(table, time, columns, "2020-02-29 23:59:59.999999+00", values));
    superuser.change(at.formatted(table, time, columns, "2020-03-01 00:00:00+00", values));
    String all = "select * from %s order by id".formatted(table);
    List<List<Object>> before = superuser.rows(all);
    assertThat(defaultBytes(table)).isNotEqualTo("0");

    system.value("select create_monthly_partition(?::regclass, '2020-02-10')", table);

    assertThat(superuser.rows(all)).isEqualTo(before);
    assertThat(superuser.value("select count(*) from %s_2020_02".formatted(table))).isEqualTo(2L);
    assertThat(superuser.value("select count(*) from %s_default".formatted(table))).isEqualTo(2L);
    assertProtected(table + "_2020_02");
    assertProtected(table + "_default");
  }

  /** A partition is as its siblings are: its policies forced, nothing granted, triggers on. */
  private void assertProtected(String partition) throws SQLException {
    assertThat(
            superuser.rows(
                "select relrowsecurity, relforcerowsecurity, relacl::text ~ '(users|system)='"
                    + " from pg_class where oid = ?::regclass",
                partition))
        .as(partition)
        .satisfies(rows -> assertThat(rows.get(0).subList(0, 2)).containsOnly(true))
        .satisfies(rows -> assertThat(rows.get(0).get(2)).isNotEqualTo(true));
    assertThat(
            superuser.rows(
                "select tgname from pg_trigger where tgrelid = ?::regclass and tgenabled <> 'O'",
                partition))
        .as(partition)
        .isEmpty();
    for (Scoped scope : List.of(system, Scoped.asUser(app, 1))) {
      assertThat(scope.attempt("select from " + partition).denied()).as(partition).isTrue();
    }
    assertThat(Scoped.asLogin(platform.owner()).attempt("select from " + partition))
        .as(partition)
        .isEqualTo(Outcome.done(0));
    if (partition.startsWith("audit_logs")) {
      for (String change : List.of("delete from %s", "update %s set action = 'b'")) {
        assertThat(superuser.attempt(change.formatted(partition)).harmless()).isTrue();
      }
      assertThat(superuser.attempt("truncate " + partition).denied()).as(partition).isTrue();
    }
  }

  /** Everything that holds for rows of the parent holds for rows of a month that was made later. */
  @Test
  void aNewMonthKeepsTheParentsRules() throws SQLException {
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusMonths(8).withDayOfMonth(10);
    String month =
        system
            .value("select create_monthly_partition('usage_statistics', '" + day + "')::text")
            .toString();
    String insert =
        "insert into usage_statistics (user_id, provider_id, conversation_id, tokens_used,"
            + " recorded_at) values (2, %s, '"
            + day
            + "')";

    assertThat(Scoped.asUser(app, 2).attempt(insert.formatted("1, 1, 5")).rows()).isEqualTo(1);
    assertThat(Scoped.asUser(app, 2).attempt(insert.formatted("1, 1, -5")).constraint())
        .isEqualTo("usage_statistics_tokens_used_check");
    assertThat(Scoped.asUser(app, 2).attempt(insert.formatted("1, 3, 5")).constraint())
        .isEqualTo("usage_statistics_conversation_id_user_id_fk");
    assertThat(Scoped.asUser(app, 2).attempt(insert.formatted("2, null, 5")).denied()).isTrue();
    assertThat(
            superuser.value(
                "select count(*) from pg_index where indrelid = '" + month + "'::regclass"))
        .isEqualTo(
            superuser.value(
                "select count(*) from pg_index where indrelid = 'usage_statistics'::regclass"));
  }

  @Test
  void theMonthsAheadAreMadeForEveryPartitionedTable() throws SQLException {
    assertThat(system.column("select create_monthly_partitions(5)::text"))
        .hasSize(3 * 7)
        .doesNotHaveDuplicates();
    List<Object> expected =
        superuser.column(
            "select t || to_char((now() at time zone 'UTC')::date + make_interval(months => m),"
                + " '_YYYY_MM') from unnest(array['messages', 'usage_statistics', 'audit_logs']) as t,"
                + " generate_series(-1, 5) as m");
    List<Object> partitions =
        superuser.column(
            "select inhrelid::regclass::text from pg_inherits join pg_class on oid = inhparent"
                + " where relkind = 'p'");
    assertThat(partitions).containsAll(expected).hasSize(expected.size() + 3);
    for (Object partition : expected) {
      assertProtected(String.valueOf(partition));
    }
  }

  /** A start of a host with nothing to do asks for them; it looks once, and calls nothing. */
  @Test
  void monthsThatAreThereAreNotGoneThrough() throws SQLException {
    superuser.value("select set_config('track_functions', 'all', false)");
    String calls =
        "select count(made), pg_stat_get_xact_function_calls("
            + "'create_monthly_partition(regclass, date)'::regprocedure)"
            + " from create_monthly_partitions() as made";
    assertThat(superuser.rows(calls)).containsExactly(Arrays.asList(15L, null));

    superuser.change("drop table " + superuser.value(LAST_MONTH));

    // that of one table; all the months of the others are there
    assertThat(superuser.rows(calls)).containsExactly(Arrays.asList(15L, 5L));
  }

  /** A host starts nevertheless, with a warning; the job fails until somebody has looked at it. */
  @Test
  void aMonthThatIsDetachedIsNotThere() throws SQLException {
    Object detached = superuser.value(LAST_MONTH);
    superuser.change("alter table messages detach partition " + detached);

    assertThat(system.column("select create_monthly_partitions()::text"))
        .doesNotContain(detached)
        .anyMatch(month -> month.toString().startsWith("usage_statistics"));
    assertThat(
            system
                .attempt(
                    "select create_monthly_partition('messages', to_date(right('%s', 7), 'YYYY_MM'))"
                        .formatted(detached))
                .sqlState())
        .isEqualTo("42P07");
  }

  @Test
  void monthsThatTheDefaultHoldsAreMade() throws SQLException {
    superuser.change(
        "insert into audit_logs (created_at, user_id, action, resource_type)"
            + " values ('2020-01-31 23:59:59+00', 2, 'a', 'r')");
    assertThat(system.column("select create_monthly_partitions()::text"))
        .contains("audit_logs_2020_01");
    assertThat(superuser.value("select tableoid::regclass::text from audit_logs"))
        .isEqualTo("audit_logs_2020_01");
  }

  /** The start of a host must not hold a lock on a table while it makes hundreds of months. */
  @Test
  void yearsThatTheDefaultHoldsAreMadeSomeAtATime() throws SQLException {
    superuser.change(
        "insert into audit_logs (created_at, user_id, action, resource_type)"
            + " select timestamptz '2010-01-15 00:00:00+00' + make_interval(months => n), 2, 'a', 'r'"
            + " from generate_series(0, 79) as n");
    assertThat(system.column("select create_monthly_partitions()::text"))
        .contains("audit_logs_2016_08", "audit_logs_2013_09")
        .doesNotContain("audit_logs_2013_08");
    system.column("select create_monthly_partitions()::text");
    assertThat(system.column("select create_monthly_partitions()::text"))
        .contains("audit_logs_2010_01");
    assertThat(superuser.value("select count(*) from audit_logs_default")).isEqualTo(0L);
  }

  private Object defaultBytes(String table) throws SQLException {
    return String.valueOf(
        system.value(
            "select default_partition_bytes from table_health where table_name = ?", table));
  }

  /** Others write to their months while one is made; only the default partition is locked. */
  @Test
  void writersOfOtherMonthsDoNotWait() throws SQLException {
    Connection other = platform.app();
    try (Statement statement = app.createStatement()) {
      app.setAutoCommit(false);
      system.bind();
      statement.execute("select create_monthly_partition('usage_statistics', '2020-02-10')");

      Scoped alice = Scoped.asUser(other, 2);
      assertThat(
              alice.attempt(
                  "set local lock_timeout = '2s'; insert into usage_statistics"
                      + " (user_id, provider_id, conversation_id) values (2, 1, 1)"))
          .isEqualTo(Outcome.done(1));
    } finally {
      app.rollback();
    }
  }
}

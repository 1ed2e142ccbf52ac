package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a DBA does by hand, or a host builds upon: no job stops for it that could do other work. */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@OneIn(6)
class HostileDbaTest {

  private static final String BY_BOUNDS =
      "select partition::text from partition_bounds(?::regclass) order by from_time desc";

  @Parameter private Restricted<?> subject;

  private OwnedDatabase database;
  private Scoped superuser;
  private Scoped system;
  private List<String> tables;

  @BeforeEach
  void open() throws SQLException {
    database = subject.open();
    superuser = Scoped.asLogin(database.superuser());
    system = subject.asSystem(database.app(), "a test");
    tables = LateRows.tables(superuser);
    PartitionWork.prepare(superuser, tables);
    superuser.change("update jobs set due_at = null");
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  /** The last error of each job that has failed; each fails once, and does its work. */
  private Map<String, String> run() {
    Map<String, String> errors = new TreeMap<>();
    LyssMaintenance.of(subject.database(), database.appDataSource())
        .runDue(
            Duration.ofMinutes(1),
            run -> run.error().ifPresent(error -> errors.put(run.job(), error)));
    return errors;
  }

  @Test
  void aMonthOnWhichTheHostsObjectsDependPreventsNoOtherFromBeingDropped() throws SQLException {
    for (String table : tables) {
      for (String month : List.of("2019-05-01", "2019-06-01", "2019-07-01", "2019-08-01")) {
        system.value("select create_monthly_partition(?::regclass, ?::date)", table, month);
      }
      superuser.change("create view of_%1$s as select 1 as one from %1$s_2019_05".formatted(table));
      superuser.change(
          "create function of_row(%s_2019_06[]) returns integer language sql return 1"
              .formatted(table));
      assertThat(
              system.column(
                  "select partition::text from expired_partitions(?::regclass, 12)", table))
          .containsExactly(table + "_2019_07", table + "_2019_08");
    }

    Map<String, String> errors = run();
    superuser.change("update jobs set due_at = null where failures > 0");
    errors.putAll(run());

    assertThat(errors)
        .containsOnlyKeys(tables.stream().map(table -> "retention of " + table).toList());
    for (String table : tables) {
      assertThat(errors.get("retention of " + table))
          .contains(
              "%1$s_2019_05 is needed by view %2$s.of_%1$s".formatted(table, subject.schema()))
          .contains(
              "%1$s_2019_06 is needed by function %2$s.of_row(%2$s.%1$s_2019_06[])"
                  .formatted(table, subject.schema()));
      assertThat(superuser.value("select to_regclass(?)", table + "_2019_07")).isNull();
      assertThat(superuser.value("select to_regclass(?)", table + "_2019_08")).isNull();
      superuser.change("drop view of_" + table);
      superuser.change("drop function of_row(%s_2019_06[])".formatted(table));
    }
    superuser.change("update jobs set due_at = null where failures > 0");
    assertThat(run()).isEmpty();
    for (String table : tables) {
      assertThat(superuser.value("select to_regclass(?)", table + "_2019_06")).isNull();
    }
  }

  @Test
  void aMonthThatWasTakenOutOrRenamedKeepsNoOtherFromBeingMade() throws SQLException {
    List<String> detached = new ArrayList<>();
    for (String table : tables) {
      List<Object> months = superuser.column(BY_BOUNDS, table);
      superuser.change("drop table " + months.get(0));
      superuser.change("alter table %s detach partition %s".formatted(table, months.get(1)));
      superuser.change("alter table %s rename to renamed_%s".formatted(months.get(2), table));
      detached.add((String) months.get(1));
    }

    Map<String, String> errors = run();

    assertThat(errors)
        .containsOnlyKeys(tables.stream().map(table -> "partitions of " + table).toList());
    for (int i = 0; i < tables.size(); i++) {
      String table = tables.get(i);
      assertThat(errors.get("partitions of " + table))
          .contains(detached.get(i) + " exists and is not a partition of");
      assertThat(superuser.column(BY_BOUNDS, table))
          .as("the last one is there again, and the renamed one as it was")
          .hasSize(4)
          .contains("renamed_" + table)
          .doesNotContain(detached.get(i));
    }
    try (Connection owner = database.owner()) {
      Scoped.asLogin(owner).rows("select create_monthly_partitions()"); // as each host's start does
    }
  }

  /** Such as one that was years ahead, until somebody noticed. */
  @Test
  void aClockThatIsSetBackLeavesNoJobToWait() throws SQLException {
    String clock =
        "create or replace function %s returns timestamptz language sql parallel safe"
            + " return %s + interval '%s'";
    for (String ahead : List.of("400 days", "0")) {
      superuser.change(clock.formatted("statement_time()", "statement_timestamp()", ahead));
      superuser.change(clock.formatted("wall_time()", "clock_timestamp()", ahead));
      if (!ahead.equals("0")) {
        run();
        assertThat(superuser.column("select name from jobs where started_at is null")).isEmpty();
      }
    }
    assertThat(system.column("select name from maintenance where not is_due")).isEmpty();

    assertThat(run()).isEmpty();

    assertThat(superuser.column("select name from jobs where started_at > statement_time()"))
        .isEmpty();
    assertThat(system.column("select name from maintenance where is_due")).isEmpty();
  }
}

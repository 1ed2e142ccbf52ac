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

  /** A table of the host's that refers to the rows of a month. */
  private static final String REFERENCE =
      """
      do $$
      declare
        v_key constant text := (
          select string_agg(quote_ident(a.attname), ', ' order by k.place)
          from pg_constraint as c
          cross join unnest(c.conkey) with ordinality as k (attnum, place)
          join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.attnum
          where c.oid = (
            select min(oid) from pg_constraint
            where conrelid = '%1$s_2019_07'::regclass and contype in ('p', 'u')));
      begin
        execute format('create table of_key_of_%1$s as select %%s from %1$s_2019_07', v_key);
        execute format(
          'alter table of_key_of_%1$s add foreign key (%%1$s) references %1$s_2019_07 (%%1$s)', v_key);
      end
      $$
      """;

  /** With triggers, a host follows what happens to late rows: to each, and by statements. */
  private static final String FOLLOWED =
      """
      create schema host;
      create table host.seen (name text, op text);
      create function host.see() returns trigger language plpgsql security definer as $$
      begin
        insert into host.seen
          select tg_argv[0], tg_op
          where (to_jsonb(coalesce(new, old)) ->> tg_argv[1])::timestamptz < '2021-01-01';
        return null;
      end
      $$;
      create function host.see_all() returns trigger language plpgsql security definer as $$
      begin
        insert into host.seen
          select tg_argv[0], 'statement' from new_rows as r
          where (to_jsonb(r) ->> tg_argv[1])::timestamptz < '2021-01-01';
        return null;
      end
      $$;
      """;

  private static final String FOLLOW =
      """
      create trigger see after insert or update or delete on %1$s
        for each row execute function host.see('%1$s', '%2$s');
      alter table %1$s enable always trigger see;
      create trigger see_all after insert on %1$s referencing new table as new_rows
        for each statement execute function host.see_all('%1$s', '%2$s');
      alter table %1$s enable always trigger see_all;
      """;

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
      for (String month :
          List.of("2019-05-01", "2019-06-01", "2019-07-01", "2019-08-01", "2019-09-01")) {
        system.value("select create_monthly_partition(?::regclass, ?::date)", table, month);
      }
      superuser.change("create view of_%1$s as select 1 as one from %1$s_2019_05".formatted(table));
      superuser.change(
          "create function of_row(%s_2019_06[]) returns integer language sql return 1"
              .formatted(table));
      superuser.change(REFERENCE.formatted(table));
      assertThat(
              system.column(
                  "select partition::text from expired_partitions(?::regclass, 12)", table))
          .containsExactly(table + "_2019_08", table + "_2019_09");
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
                  .formatted(table, subject.schema()))
          .contains("%1$s_2019_07 is needed by constraint ".formatted(table))
          .contains(" on table %s.of_key_of_%s".formatted(subject.schema(), table));
      assertThat(superuser.value("select to_regclass(?)", table + "_2019_08")).isNull();
      assertThat(superuser.value("select to_regclass(?)", table + "_2019_09")).isNull();
      superuser.change("drop view of_" + table);
      superuser.change("drop table of_key_of_" + table);
      superuser.change("drop function of_row(%s_2019_06[])".formatted(table));
    }
    superuser.change("update jobs set due_at = null where failures > 0");
    assertThat(run()).isEmpty();
    for (String table : tables) {
      assertThat(superuser.value("select to_regclass(?)", table + "_2019_06")).isNull();
      assertThat(superuser.value("select to_regclass(?)", table + "_2019_07")).isNull();
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

  /** Rows that are moved to their months are not new, and the triggers follow them there. */
  @Test
  void triggersOfAHostSeeEachRowOnceWhereverItLies() throws SQLException {
    superuser.change(FOLLOWED);
    Map<String, LateRows> late = new TreeMap<>();
    for (String table : tables) {
      late.put(table, new LateRows(superuser, table));
      superuser.change(FOLLOW.formatted(table, late.get(table).time()));
      late.get(table).add(50, "2020-01-20 00:00", "true");
    }

    superuser.change("update jobs set due_at = null where name like 'partitions of %'");
    assertThat(run()).isEmpty();

    for (String table : tables) {
      assertThat(superuser.value("select count(*) from %s_2020_01".formatted(table)))
          .as(table)
          .isEqualTo(50L);
      assertThat(
              superuser.value(
                  "select started_at is not null from jobs where name = ?",
                  "statistics of " + table))
          .as("%s is counted anew", table)
          .isEqualTo(true);
      assertSeen(table, "INSERT", 50);
      assertSeen(table, "statement", 50);
      late.get(table).add(10, "2020-01-21 00:00", "true");
      late.get(table).add(10, "2018-01-21 00:00", "true");
      assertSeen(table, "INSERT", 70);
      assertSeen(table, "statement", 70);
      late.get(table).deleteBefore("2020-02-01");
      assertSeen(table, "DELETE", 70);
    }
  }

  private void assertSeen(String table, String what, long rows) throws SQLException {
    assertThat(
            superuser.value(
                "select count(*) from host.seen where name = ? and op = ?", table, what))
        .as("%s of %s", what, table)
        .isEqualTo(rows);
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

package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Of a person who was erased, nothing is found anywhere, and nothing is missing of others. */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@OneIn(6)
class ErasurePropertyTest extends PersonTest {

  /** What is planted: the first of them that is of the type of a column, and short enough. */
  private static final List<String> MARKERS =
      List.of(
          "'planted' || left(md5(random()::text), 6)",
          "'planted'",
          "'{\"planted\": 1}'::jsonb",
          "'1977-07-07'::timestamptz");

  private static final String TRACE = "planted|1977-07-07";

  private List<List<Object>> erase(int limit) throws SQLException {
    return cast(
        system.rows(
            "select erased_at is not null, counts::text from erase_user(%s, %d)"
                .formatted(person, limit)));
  }

  @SuppressWarnings("unchecked")
  private static List<List<Object>> cast(List<?> rows) {
    return (List<List<Object>>) rows;
  }

  private String theirs() {
    return "user_id = '" + id + "' and " + tenant;
  }

  private int eraseAll(int limit) throws SQLException {
    for (int step = 1; step < 1000; step++) {
      if (erase(limit).get(0).get(0).equals(true)) {
        return step;
      }
    }
    throw new AssertionError("it does not end");
  }

  /** Such as one that marks a row as deleted, and has it stay. */
  @Test
  void aTriggerOfTheHostThatKeepsRowsLetsNoErasureEndAsIfItWereDone() throws SQLException {
    superuser.change(
        "create schema host; create function host.keep() returns trigger language plpgsql"
            + " as 'begin return null; end'");
    Map<String, Long> before = rows();
    before.values().removeIf(count -> count == 0);
    assertThat(before).isNotEmpty();
    for (String table : before.keySet()) {
      superuser.change(
          "create trigger keep before delete or update on %s for each row execute function host.keep()"
              .formatted(table));
      assertThatThrownBy(() -> eraseAll(100))
          .as(table)
          .hasMessageContaining("rows of %s stay that are to be erased".formatted(table))
          .hasMessageContaining("keep of ");
      superuser.change("drop trigger keep on " + table);
    }
    eraseAll(100);
    assertThat(rows())
        .allSatisfy((table, rows) -> assertThat(isDeleted(table) ? rows : 0).as(table).isZero());
  }

  /** The rows of the person in each table of which anything is erased. */
  private Map<String, Long> rows() throws SQLException {
    Map<String, Long> rows = new TreeMap<>();
    for (List<Object> table :
        cast(
            superuser.rows(
                "select table_name, belongs_to_person(table_name, ?, ?) from personal_tables()"
                    + " where erasure in ('delete', 'anonymise')",
                tenant,
                id))) {
      rows.put(
          (String) table.get(0),
          (Long) superuser.value("select count(*) from %s where %s".formatted(table.toArray())));
    }
    return rows;
  }

  /**
   * Every row that is not the person's, except what an erasure may change: with a distribution or a
   * provider of the person a period of access ends, and that change is recorded.
   */
  private List<Object> others() throws SQLException {
    List<Object> rows = new ArrayList<>();
    for (List<Object> table :
        cast(
            superuser.rows(
                "select table_name, coalesce(belongs_to_person(table_name, ?, ?), 'false')"
                    + " from personal_tables() where table_name !~ '^(outbox|erasures|jobs|audit|access_(periods|changes))'",
                tenant,
                id))) {
      rows.addAll(
          superuser.column(
              "select '%1$s ' || t from %1$s as t where (%2$s) is not true order by 1"
                  .formatted(table.toArray())));
    }
    return rows;
  }

  /** Without checks, as a marker has the form of nothing else. */
  private int plant() throws SQLException {
    superuser.change(
        """
        do $$
        declare
          v_constraint record;
        begin
          for v_constraint in
            select
              case when conrelid = 0 then 'domain ' || contypid::regtype
                else 'table ' || conrelid::regclass end as holder,
              conname
            from pg_constraint
            where contype = 'c' and conislocal and connamespace = current_schema()::regnamespace
          loop
            execute format(
              'alter %s drop constraint if exists %I', v_constraint.holder, v_constraint.conname);
          end loop;
        end
        $$
        """);
    List<List<Object>> columns =
        cast(
            superuser.rows(
                """
                select d.table_name, d.column_name, belongs_to_person(d.table_name, ?, ?)
                from personal_data() as d
                join personal_tables() as t on t.table_name = d.table_name and t.person is not null
                join pg_attribute as a
                  on a.attrelid = d.table_name::regclass and a.attname = d.column_name
                join pg_type as y on y.oid = a.atttypid
                where d.erasure in ('delete', 'anonymise') and d.kind <> 'other'
                  and a.attgenerated = ''
                  and coalesce(nullif(y.typbasetype, 0), y.oid) in ('text'::regtype, 'varchar'::regtype, 'jsonb'::regtype,
                    'text[]'::regtype, 'timestamptz'::regtype)
                """,
                tenant,
                id));
    for (List<Object> column : columns) {
      plant(column);
    }
    return columns.size();
  }

  private void plant(List<Object> column) throws SQLException {
    for (String marker : MARKERS) {
      String update =
          "set local session_replication_role = replica; update %s set %s = %s where %s"
              .formatted(column.get(0), column.get(1), marker, column.get(2));
      if (superuser.attempt(update).sqlState().isEmpty()) {
        superuser.change(update);
        return;
      }
    }
    throw new AssertionError("nothing can be planted in " + column);
  }

  private List<Object> traces() throws SQLException {
    List<Object> traces = new ArrayList<>();
    for (Object table :
        superuser.column(
            "select relname from pg_class where relnamespace = to_regnamespace(?)"
                + " and relkind in ('r', 'p', 'm') and not relispartition",
            subject.schema())) {
      traces.addAll(
          superuser.column(
              "select '%1$s: ' || t from %1$s as t where t::text ~ '%2$s'"
                  .formatted(table, TRACE)));
    }
    return traces;
  }

  @Test
  void valuesOfEachDeclaredColumnAreFoundNowhereAfterwards() throws SQLException {
    assertThat(rows())
        .as("rows of the person")
        .allSatisfy((table, rows) -> assertThat(rows).as(table).isPositive());
    boolean nothing = plant() == 0;
    assertThat(traces().isEmpty()).isEqualTo(nothing);

    eraseAll(1000);

    assertThat(traces()).isEmpty();
  }

  /** PostgreSQL keeps samples of the values of each column. */
  @Test
  void norInWhatThePlannerKnowsOnceTheJobsOfStatisticsHaveRun() throws SQLException {
    boolean nothing = plant() == 0;
    for (Object table :
        superuser.column(
            "select relname from pg_class where relnamespace = to_regnamespace(?)"
                + " and relkind in ('r', 'p') and not relispartition",
            subject.schema())) {
      superuser.change("analyze " + table);
    }
    assertThat(sampled().isEmpty()).isEqualTo(nothing);

    eraseAll(1000);
    for (Object call :
        superuser.column("select call from job_definitions() where name like 'statistics of %'")) {
      system.rows((String) call);
    }

    assertThat(sampled()).isEmpty();
  }

  private List<Object> sampled() throws SQLException {
    return superuser.column(
        "select concat_ws(' ', tablename, attname) from pg_stats where schemaname = ?"
            + " and concat(most_common_vals, histogram_bounds, most_common_elems) ~ ?",
        subject.schema(),
        TRACE);
  }

  @Test
  void anErasureIsDoneInBoundedStepsAndCountsItsRows() throws SQLException {
    Map<String, Long> before = rows();
    List<Object> others = others();

    int steps = eraseAll(1);

    long deleted =
        (Long)
            superuser.value(
                "select coalesce(sum((e.counts ->> t.table_name)::bigint), 0)::bigint from erasures as e"
                    + " cross join personal_tables() as t where t.erasure = 'delete'");
    assertThat(steps).isEqualTo((int) deleted + 1);
    assertThat(
            cast(
                superuser.rows(
                    "select key, value::bigint from erasures, jsonb_each_text(counts) order by key")))
        .allSatisfy(
            row -> assertThat(before.get(row.get(0))).isGreaterThanOrEqualTo((Long) row.get(1)))
        .isNotEmpty();
    assertThat(rows())
        .allSatisfy(
            (table, rows) ->
                assertThat(rows).isEqualTo(isDeleted(table) ? Long.valueOf(0) : before.get(table)));
    assertThat(others()).isEqualTo(others);
  }

  private boolean isDeleted(String table) {
    try {
      return superuser
          .column("select erasure from personal_tables() where table_name = ?", table)
          .contains("delete");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By the names of columns, not by what is declared. */
  @Test
  void noRowThatIsDeletedNamesThePersonAsItsOwner() throws SQLException {
    eraseAll(1000);

    for (List<Object> column :
        cast(
            superuser.rows(
                "select t.table_name, a.attname from personal_tables() as t"
                    + " join pg_attribute as a on a.attrelid = t.table_name::regclass"
                    + " and a.attname in ('user_id', 'owner_id') where t.erasure = 'delete'"))) {
      assertThat(
              superuser.rows(
                  "select from %s where %s = '%s' and %s"
                      .formatted(column.get(0), column.get(1), id, tenant)))
          .as("%s", column)
          .isEmpty();
    }
  }

  @Test
  void aLegalHoldComesFirst() throws SQLException {
    Map<String, Long> before = rows();
    system.rows("select from set_legal_hold(%s, 'case 12')".formatted(person));

    Outcome refused = system.attempt("select erase_user(%s)".formatted(person));

    assertThat(refused.sqlState()).isEqualTo("23514");
    assertThat(refused.constraint()).isEqualTo("legal_hold");
    assertThat(rows()).isEqualTo(before);

    assertThat(system.value("select end_legal_hold(%s)".formatted(person))).isEqualTo(true);
    assertThat(system.value("select end_legal_hold(%s)".formatted(person))).isEqualTo(false);
    eraseAll(1000);
  }

  @Test
  void aHoldThatComesInBetweenStopsItAndTheJobGoesOnLater() throws SQLException {
    assertThat(erase(1).get(0).get(0)).isEqualTo(false);
    system.rows("select from set_legal_hold(%s, 'case 12')".formatted(person));

    assertThat(system.value("select finish_erasures()")).isEqualTo(0L);
    assertThat(superuser.value("select erased_at from erasures where " + theirs())).isNull();

    system.value("select end_legal_hold(%s)".formatted(person));
    assertThat(system.value("select finish_erasures()")).isEqualTo(1L);
    assertThat(system.value("select finish_erasures()")).isEqualTo(0L);
    assertThat(superuser.value("select erased_at from erasures where " + theirs())).isNotNull();
  }

  @Test
  void erasingAgainFindsNothingToDelete() throws SQLException {
    eraseAll(1000);

    assertThat(eraseAll(1)).isEqualTo(1);
  }

  @Test
  void onlySystemWorkErasesAndNeverWithoutALimit() throws SQLException {
    Scoped silent = subject.asSystem(database.app(), "");
    assertThat(silent.attempt("select erase_user(%s)".formatted(person)).sqlState())
        .isEqualTo("42501");
    for (String limit : List.of("0", "-1", "null")) {
      assertThat(system.attempt("select erase_user(%s, %s)".formatted(person, limit)).constraint())
          .isEqualTo("limit");
    }
  }
}

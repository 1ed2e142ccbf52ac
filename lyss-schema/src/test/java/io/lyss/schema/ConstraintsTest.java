package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tables refuse to everybody: tested as a superuser, whom no policy restricts. */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(6)
class ConstraintsTest {

  @Parameter private Restricted<?> subject;
  private OwnedDatabase database;
  private Scoped superuser;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = subject.open();
    superuser = Scoped.asLogin(database.superuser());
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    database.close();
  }

  private List<Violation> violations() {
    List<Violation> all = new ArrayList<>(subject.violations());
    all.addAll(subject.commonViolations());
    return all;
  }

  @Test
  void aStatementThatBreaksAConstraintIsRefusedByIt() throws SQLException {
    for (Violation violation : violations()) {
      Outcome outcome = superuser.attempt(violation.before() + ";" + violation.statement());
      assertThat(outcome.sqlState())
          .as("%s by %s: %s", violation.constraint(), violation.statement(), outcome.text())
          .isEqualTo(violation.sqlState());
      assertThat(named(outcome.constraint())).isEqualTo(violation.constraint());
    }
  }

  /** A constraint, or the index that an index of a partition belongs to. */
  private Object named(String constraint) throws SQLException {
    return superuser.value(
        "select coalesce((select inhparent::regclass::text from pg_inherits"
            + " where inhrelid = to_regclass(?)), ?)",
        constraint,
        constraint);
  }

  /** So each constraint is needed, and no statement that tests it is refused by another one. */
  @Test
  void eachStatementPassesWithoutItsConstraint() throws SQLException {
    for (Violation violation : violations()) {
      Outcome outcome =
          superuser.attempt(
              violation.before()
                  + ";"
                  + drop(violation.constraint())
                  + ";"
                  + violation.statement());
      assertThat(outcome.text()).as(violation.constraint()).isEmpty();
    }
  }

  private String drop(String constraint) throws SQLException {
    return String.valueOf(
        superuser.value(
            """
            select coalesce(
              (
                select format(
                  'alter %s drop constraint %I cascade',
                  case when conrelid = 0 then 'domain ' || contypid::regtype
                    else 'table ' || conrelid::regclass end,
                  conname)
                from pg_constraint
                where connamespace = to_regnamespace(?) and conname = ?
                  and conparentid = 0 and coninhcount = 0
                order by conrelid limit 1
              ),
              format('drop index %I', ?))
            """,
            subject.schema(), constraint, constraint));
  }

  /** Primary keys begin with the tenant and end in an id: nobody writes them twice. */
  @Test
  void everyConstraintAndUniqueIndexHasAStatementThatBreaksIt() throws SQLException {
    Set<String> broken =
        violations().stream()
            .map(Violation::constraint)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> there =
        superuser
            .column(
                """
                with tables as (
                  select oid from pg_class
                  where relnamespace = to_regnamespace(?) and relkind in ('r', 'p')
                    and not relispartition and relname <> 'lyss_schema_history'
                )
                select conname::text from pg_constraint
                where conrelid in (table tables) and contype in ('c', 'f', 'u', 'x')
                union
                select conname::text from pg_constraint
                where connamespace = to_regnamespace(?) and contypid <> 0
                union
                select c.relname::text from pg_index as i join pg_class as c on c.oid = i.indexrelid
                where i.indrelid in (table tables) and (i.indisunique or i.indisexclusion)
                  and not i.indisprimary
                """,
                subject.schema(),
                subject.schema())
            .stream()
            .map(String::valueOf)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(broken).containsExactlyElementsOf(there);
  }

  @Test
  void everyColumnRefusesNullUnlessItsCommentSaysWhatNullMeansButForAFew() throws SQLException {
    List<String> unexplained = new ArrayList<>(subject.unexplainedNulls());
    unexplained.addAll(subject.commonUnexplainedNulls());
    assertThat(
            superuser.column(
                """
                select c.relname || '.' || a.attname
                from pg_class as c
                join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
                where c.relnamespace = to_regnamespace(?) and c.relkind in ('r', 'p')
                  and not c.relispartition and c.relname <> 'lyss_schema_history'
                  and a.attnotnull = (coalesce(col_description(c.oid, a.attnum), '') ~* '\\mnull\\M')
                  and not a.attisdropped
                """,
                subject.schema()))
        .containsExactlyInAnyOrderElementsOf(unexplained);
  }
}

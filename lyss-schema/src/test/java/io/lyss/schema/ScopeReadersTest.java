package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All that a scope may do rests on few functions that read its settings, and each asks whether the
 * scope holds.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(6)
class ScopeReadersTest {

  /** What may name a setting of the scope and not ask: it binds, restores or seals. */
  private static final Set<String> BINDERS =
      Set.of(
          "bind_scope",
          "bind_tenant_scope",
          "bind_user_scope",
          "bind_setting",
          "bind_sealed",
          "restore_scope",
          "run_due_jobs",
          "scope_seal",
          "sealed_scope",
          "seal_holds",
          "seal_scope",
          "seal_as_owner",
          // where lyss_definer logs in: on a node of Citus, and there nothing is signed
          "scope_role");

  /** Functions that look past the policies, that a scope calls and that ask it for nothing. */
  private static final Map<String, String> ASK_NOTHING =
      Map.of(
          "audit_stamp", "a number for an entry, which policies let in",
          "usage_stamp", "a number for usage, which policies let in",
          "rolled_up", "how far the roll-ups of all are",
          "require_usage_ids", "it refuses times, and reads how far usage is closed",
          "default_rows", "how many rows of all are in no month",
          "estimated_bloat", "sizes of tables",
          "seal_holds", "it is what is asked",
          "seal_scope", "it asks for a signature",
          "seal_as_owner", "it asks who has logged in");

  private static final String STATEMENTS =
      """
      select r.role, format('select %s from %s', string_agg(quote_ident(a.attname), ', '), c.oid::regclass)
      from pg_class as c
      join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      cross join (values ('authenticated_users'), ('lyss_system')) as r (role)
      where c.relnamespace = to_regnamespace('${schema}') and c.relkind in ('r', 'p', 'v')
        and has_column_privilege(r.role, c.oid, a.attnum, 'select')
      group by r.role, c.oid
      union all
      select r.role, format('delete from %s', c.oid::regclass)
      from pg_class as c
      cross join (values ('authenticated_users'), ('lyss_system')) as r (role)
      where c.relnamespace = to_regnamespace('${schema}') and c.relkind in ('r', 'p')
        and has_table_privilege(r.role, c.oid, 'delete')
      order by 1, 2
      """;

  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");

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

  private Map<String, String> bodies() throws SQLException {
    Map<String, String> bodies = new HashMap<>();
    for (List<Object> row :
        superuser.rows(
            """
            select proname::text,
              string_agg(
                regexp_replace(coalesce(pg_get_function_sqlbody(oid), prosrc), '--[^\\n]*', '', 'g'), ' ')
            from pg_proc
            where pronamespace = to_regnamespace(?) and prokind <> 'a'
            group by proname
            """,
            subject.schema())) {
      bodies.put(String.valueOf(row.get(0)), String.valueOf(row.get(1)));
    }
    return bodies;
  }

  @Test
  void eachFunctionThatReadsASettingOfTheScopeChecksTheSeal() throws SQLException {
    Set<String> asking = new TreeSet<>();
    bodies()
        .forEach(
            (name, body) -> {
              if (body.contains("'app.") && !BINDERS.contains(name)) {
                assertThat(body).as(name).containsAnyOf("scope_holds()", "current_tenant_id()");
                asking.add(name);
              }
            });
    assertThat(asking).hasSizeGreaterThanOrEqualTo(3);
    assertThat(
            superuser.column(
                """
                select polname::text from pg_policy
                join pg_class as c on c.oid = polrelid
                where c.relnamespace = to_regnamespace(?)
                  and concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
                    like '%current_setting%'
                """,
                subject.schema()))
        .as("policies that read a setting themselves")
        .isEmpty();
  }

  /**
   * A statement that has taken a role without a scope can call them, too: with the role alone they
   * do nothing.
   */
  @Test
  void eachFunctionThatBypassesThePoliciesReadsTheScope() throws SQLException {
    Map<String, String> bodies = bodies();
    Set<String> readers = new HashSet<>(Set.of("scope_holds"));
    bodies.forEach(
        (name, body) -> {
          if (body.contains("'app.") && !BINDERS.contains(name)) {
            readers.add(name);
          }
        });
    List<Object> definers =
        superuser.column(
            """
            select distinct proname::text from pg_proc
            where pronamespace = to_regnamespace(?) and prosecdef
              and (has_function_privilege('authenticated_users', oid, 'execute')
                or has_function_privilege('lyss_system', oid, 'execute'))
            """,
            subject.schema());
    assertThat(definers).hasSizeGreaterThan(10);
    Set<String> askNothing = new TreeSet<>();
    for (Object definer : definers) {
      if (!reaches(String.valueOf(definer), readers, bodies)) {
        askNothing.add(String.valueOf(definer));
      }
    }
    askNothing.removeAll(ASK_NOTHING.keySet());
    assertThat(askNothing).isEmpty();
  }

  private static boolean reaches(String from, Set<String> readers, Map<String, String> bodies) {
    Set<String> known = new HashSet<>(Set.of(from));
    Deque<String> next = new ArrayDeque<>(known);
    while (!next.isEmpty()) {
      String name = next.pop();
      if (readers.contains(name)) {
        return true;
      }
      NAME.matcher(bodies.get(name))
          .results()
          .map(match -> match.group())
          .filter(bodies::containsKey)
          .filter(known::add)
          .forEach(next::push);
    }
    return false;
  }

  /** Where scopes need not be signed, nothing of this is in a plan. */
  @Test
  void signaturesThatAreSwitchedOffAreInNoPlan() throws SQLException {
    List<String> off = plansAfter("select 1");
    String replaced =
        """
        do $$
        declare
          v_function record;
        begin
          for v_function in
            select pg_get_functiondef(oid) as definition from pg_proc
            where pronamespace = '%1$s'::regnamespace
              and pg_get_function_sqlbody(oid) like '%%scope_holds()%%'
          loop
            execute replace(v_function.definition, '%1$s.scope_holds()', 'true');
          end loop;
        end
        $$;
        """
            .formatted(subject.schema());
    List<String> without = plansAfter(replaced);
    List<String> on = plansAfter("select %s.require_signed_scopes();".formatted(subject.schema()));
    assertThat(off).hasSizeGreaterThan(20).isEqualTo(without);
    assertThat(String.join("\n", off)).doesNotContain("scope_holds", "seal_holds");
    assertThat(String.join("\n", on)).contains("seal_holds");
  }

  /** The plans of all that either role may read or delete, after a change that is undone. */
  private List<String> plansAfter(String change) throws SQLException {
    List<String> plans = new ArrayList<>();
    try (Connection connection = database.superuser();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(change);
      for (List<Object> each : superuser.rows(STATEMENTS.replace("${schema}", subject.schema()))) {
        statement.execute("set local role " + each.get(0));
        try (ResultSet line =
            statement.executeQuery("explain (verbose, costs off) " + each.get(1))) {
          while (line.next()) {
            plans.add(line.getString(1));
          }
        }
      }
      connection.rollback();
    }
    return plans;
  }
}

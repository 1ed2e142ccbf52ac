package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
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

/** Each policy: what it allows, what it refuses, and that no other policy does. */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(6)
class PoliciesTest {

  @Parameter private Restricted<Object> subject;
  private OwnedDatabase database;
  private Connection app;
  private Connection privileged;
  private Scoped superuser;
  private List<PolicyCase<Object>> cases;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = subject.open();
    app = database.app();
    privileged = database.superuser();
    superuser = Scoped.asLogin(privileged);
    cases = new ArrayList<>(subject.policies());
    for (String policy : policies(true)) {
      cases.addAll(subject.derivedCases(policy, superuser));
    }
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    database.close();
  }

  /**
   * All policies, or all but those of lyss_definer: they say "true", and nobody works as it.
   *
   * @param ofDefiner whether to name those that have cases, too
   */
  private List<String> policies(boolean ofDefiner) throws SQLException {
    return superuser
        .column(
            "select policyname::text from pg_policies where schemaname = ?"
                + " and (roles <> '{lyss_definer}' or ?)",
            subject.schema(),
            ofDefiner && subject.hasCasesOfDefiner())
        .stream()
        .map(String::valueOf)
        .toList();
  }

  @Test
  void everyPolicyAllowsWhatItShouldAndNothingElse() throws SQLException {
    for (PolicyCase<Object> example : cases) {
      Outcome outcome = example.on(subject, app).attempt(example.statement());
      assertThat(example.isOutcome(outcome)).as("%s: %s", example, outcome).isTrue();
    }
  }

  @Test
  void everyPolicyHasItsCases() throws SQLException {
    Set<String> tested =
        cases.stream().map(PolicyCase::policy).collect(Collectors.toCollection(TreeSet::new));
    assertThat(tested).containsExactlyElementsOf(new TreeSet<>(policies(true)));
  }

  /** If a policy allowed everything, its cases would fail. */
  @Test
  void aPolicyThatRefusesNothingIsNoticed() throws SQLException {
    for (String policy : policies(false)) {
      assertSomeCaseFails(
          policy,
          """
          select format(
            'alter policy %I on %s %s %s', polname, polrelid::regclass,
            case when polqual is not null then 'using (true)' end,
            case when polwithcheck is not null then 'with check (true)' end)
          from pg_policy where polname = ?
          """);
    }
  }

  /** If a policy were missing, its cases would fail. */
  @Test
  void aMissingPolicyIsNoticed() throws SQLException {
    for (String policy : policies(true)) {
      assertSomeCaseFails(
          policy,
          "select format('drop policy %I on %s', polname, polrelid::regclass)"
              + " from pg_policy where polname = ?");
    }
  }

  private void assertSomeCaseFails(String policy, String change) throws SQLException {
    if (subject.allowsAll(policy)) {
      return;
    }
    String alone = subject.leavingPoliciesAlone();
    String statement = alone + superuser.value(change, policy);
    List<PolicyCase<Object>> noticing = new ArrayList<>();
    for (PolicyCase<Object> example : cases) {
      if (example.policy().equals(policy)) {
        Scoped scope = example.on(subject, privileged);
        Outcome before = scope.attemptAfter(alone, example.statement());
        Outcome after = scope.attemptAfter(statement, example.statement());
        if (before.rows() != after.rows() || !before.sqlState().equals(after.sqlState())) {
          noticing.add(example);
        }
      }
    }
    assertThat(noticing).as("cases that notice: " + statement).isNotEmpty();
  }

  /** Nobody runs a command for which there is no policy. */
  @Test
  void commandsWithoutAPolicyAreRefused() throws SQLException {
    List<List<Object>> missing =
        superuser.rows(
            """
            select c.relname::text, r.role, k.command,
              (
                select quote_ident(a.attname) from pg_attribute as a
                where a.attrelid = c.oid and a.attnum > 0 and a.attgenerated = ''
                  and a.attidentity = ''
                order by a.attnum desc limit 1
              )
            from pg_class as c,
              unnest(array['authenticated_users', 'lyss_system']) as r (role),
              unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as k (command)
            where c.relnamespace = to_regnamespace(?) and c.relkind in ('r', 'p')
              and (c.relname <> 'lyss_schema_history' or k.command <> 'SELECT') -- which is of nobody
              and not exists (
                select from pg_policies as p
                where p.schemaname = ? and p.tablename = c.relname
                  and r.role = any (p.roles) and k.command = p.cmd)
            """,
            subject.schema(),
            subject.schema());
    // at least truncate, in both roles
    assertThat(missing).hasSizeGreaterThanOrEqualTo(2 * tables().size());
    for (List<Object> row : missing) {
      String table = String.valueOf(row.get(0));
      String statement =
          switch (String.valueOf(row.get(2))) {
            case "SELECT" -> "select from " + table;
            case "INSERT" -> "insert into " + table + " default values";
            case "UPDATE" -> "update " + table + " set " + row.get(3) + " = default";
            case "DELETE" -> "delete from " + table;
            default -> "truncate " + table + " cascade";
          };
      for (Scoped scope : mightiest(String.valueOf(row.get(1)))) {
        Outcome outcome = scope.attempt(statement);
        assertThat(outcome.denied()).as("%s as %s: %s", statement, row.get(1), outcome).isTrue();
      }
    }
  }

  private List<Scoped> mightiest(String role) {
    return role.equals("lyss_system")
        ? List.of(subject.asSystem(app, "a test"))
        : subject.administrators().stream().map(user -> subject.as(app, user)).toList();
  }

  private List<Object> tables() throws SQLException {
    return superuser.column(
        "select relname::text from pg_class"
            + " where relnamespace = to_regnamespace(?) and relkind in ('r', 'p')",
        subject.schema());
  }

  @Test
  void everyTableAndPartitionHasItsPoliciesForced() throws SQLException {
    assertThat(
            superuser.column(
                """
                select relname::text from pg_class
                where relnamespace = to_regnamespace(?) and relkind in ('r', 'p')
                  and not (relrowsecurity and relforcerowsecurity)
                """,
                subject.schema()))
        .containsExactly("lyss_schema_history");
  }

  @Test
  void nobodyWorksAsTheOwnerOfTheFunctions() throws SQLException {
    List<Scoped> scopes = new ArrayList<>(mightiest("authenticated_users"));
    scopes.addAll(mightiest("lyss_system"));
    scopes.add(Scoped.asLogin(app));
    for (Scoped scope : scopes) {
      assertThat(scope.attempt("set local role lyss_definer").denied()).isTrue();
    }
  }
}

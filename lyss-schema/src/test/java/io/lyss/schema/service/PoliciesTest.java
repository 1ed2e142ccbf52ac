package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
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
@MethodSource("io.lyss.schema.service.Subject#all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoliciesTest {

  @Parameter private Subject subject;
  private OwnedDatabase database;
  private Connection app;
  private Connection privileged;
  private Scoped superuser;
  private List<PolicyCase> cases;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = subject.open();
    app = database.app();
    privileged = database.superuser();
    superuser = TenantScoped.asLogin(privileged);
    cases = new ArrayList<>(subject.policies());
    for (String policy : policies()) {
      if (policy.endsWith("_system_select")) {
        String table = policy.substring(0, policy.length() - "_system_select".length());
        String query = "select %s from %s".formatted(readable(table), table);
        cases.add(PolicyCase.system(policy, "a test", query, count(table, "true")));
        cases.add(PolicyCase.system(policy, "", query, 0));
      } else if (policy.endsWith("_select")) {
        String table = policy.substring(0, policy.length() - "_select".length());
        String condition = subject.visible().getOrDefault(table, "false");
        for (Persona persona : Persona.ALL) {
          cases.add(
              PolicyCase.of(
                  policy, persona, "select from " + table, count(table, persona.in(condition))));
        }
      }
    }
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    database.close();
  }

  private int count(String table, String condition) throws SQLException {
    return superuser.rows("select from %s where %s".formatted(table, condition)).size();
  }

  private Object readable(String table) throws SQLException {
    return superuser.value(
        "select min(attname) from pg_attribute where attrelid = ?::regclass and attnum > 0"
            + " and has_column_privilege('lyss_system', attrelid, attnum, 'select')",
        table);
  }

  /** All but those of lyss_definer, as whom nobody works. */
  private List<String> policies() throws SQLException {
    return superuser
        .column(
            "select policyname::text from pg_policies where schemaname = ?"
                + " and roles <> '{lyss_definer}'",
            subject.schema())
        .stream()
        .map(String::valueOf)
        .toList();
  }

  @Test
  void everyPolicyAllowsWhatItShouldAndNothingElse() throws SQLException {
    for (PolicyCase example : cases) {
      Outcome outcome = example.on(subject, app).attempt(example.statement());
      assertThat(example.isOutcome(outcome)).as("%s: %s", example, outcome).isTrue();
    }
  }

  @Test
  void everyPolicyHasItsCases() throws SQLException {
    Set<String> tested =
        cases.stream().map(PolicyCase::policy).collect(Collectors.toCollection(TreeSet::new));
    assertThat(tested).containsExactlyElementsOf(new TreeSet<>(policies()));
  }

  /** If a policy allowed everything, its cases would fail. */
  @Test
  void aPolicyThatRefusesNothingIsNoticed() throws SQLException {
    for (String policy : policies()) {
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
    for (String policy : policies()) {
      assertSomeCaseFails(
          policy,
          "select format('drop policy %I on %s', polname, polrelid::regclass)"
              + " from pg_policy where polname = ?");
    }
  }

  private void assertSomeCaseFails(String policy, String change) throws SQLException {
    if (visibleToAll(policy)) {
      return;
    }
    String statement = String.valueOf(superuser.value(change, policy));
    List<PolicyCase> noticing = new ArrayList<>();
    for (PolicyCase example : cases) {
      if (example.policy().equals(policy)) {
        Scoped scope = example.on(subject, privileged);
        Outcome before = scope.attempt(example.statement());
        Outcome after = scope.attemptAfter(statement, example.statement());
        if (before.rows() != after.rows() || !before.sqlState().equals(after.sqlState())) {
          noticing.add(example);
        }
      }
    }
    assertThat(noticing).as("cases that notice: " + statement).isNotEmpty();
  }

  /** The policy of a reference table, which says "true". */
  private boolean visibleToAll(String policy) {
    return policy.endsWith("_select")
        && "true".equals(subject.visible().get(policy.substring(0, policy.length() - 7)));
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
    assertThat(missing).hasSizeGreaterThan(15);
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
      Scoped scope =
          row.get(1).equals(TenantScoped.SYSTEM)
              ? subject.asSystem(app, "a test")
              : subject.as(app, Persona.ADMIN);
      Outcome outcome = scope.attempt(statement);
      assertThat(outcome.denied()).as("%s as %s: %s", statement, row.get(1), outcome).isTrue();
    }
  }

  @Test
  void nobodyWorksAsTheOwnerOfTheFunctions() throws SQLException {
    for (Scoped scope :
        List.of(
            subject.as(app, Persona.ROOT),
            subject.asSystem(app, "a test"),
            TenantScoped.asLogin(app))) {
      assertThat(scope.attempt("set local role lyss_definer").denied()).isTrue();
    }
  }
}

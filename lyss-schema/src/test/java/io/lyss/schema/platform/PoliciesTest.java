package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each policy: what it allows, what it refuses, and that no other policy does. */
class PoliciesTest {

  private static OwnedDatabase platform;
  private static Connection app;
  private static Connection superuser;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    app = platform.app();
    superuser = platform.superuser();
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  static Stream<PolicyCase> cases() {
    return PolicyCase.all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyPolicyAllowsWhatItShouldAndNothingElse(PolicyCase example) throws SQLException {
    Outcome outcome = example.on(app).attempt(example.statement());

    assertThat(example.isOutcome(outcome)).as("%s: %s", example, outcome).isTrue();
  }

  @Test
  void everyPolicyHasItsCases() throws SQLException {
    Set<String> tested =
        PolicyCase.all().stream()
            .map(PolicyCase::policy)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(tested).containsExactlyElementsOf(new TreeSet<>(policies().toList()));
  }

  static Stream<String> policies() throws SQLException {
    return Scoped.asLogin(superuser)
        .column("select policyname::text from pg_policies where schemaname = ?", Platform.SCHEMA)
        .stream()
        .map(String::valueOf);
  }

  /** If a policy allowed everything, its cases would fail. */
  @ParameterizedTest
  @MethodSource("policies")
  void aPolicyThatRefusesNothingIsNoticed(String policy) throws SQLException {
    // "true" is what those of lyss_definer say: nobody works as it, see below
    if (!policy.contains("_definer_")) {
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
  @ParameterizedTest
  @MethodSource("policies")
  void aMissingPolicyIsNoticed(String policy) throws SQLException {
    assertSomeCaseFails(
        policy,
        "select format('drop policy %I on %s', polname, polrelid::regclass)"
            + " from pg_policy where polname = ?");
  }

  private static void assertSomeCaseFails(String policy, String change) throws SQLException {
    // The trigger that keeps system work in the audit log refuses what has no reason as well; here
    // the policy has to do it alone.
    String alone =
        Stream.of("users", "provider_configs", "provider_distributions", "conversations")
            .map("alter table %s disable trigger record_system_work;"::formatted)
            .collect(Collectors.joining());
    String statement = String.valueOf(Scoped.asLogin(superuser).value(change, policy));
    List<PolicyCase> noticing = new ArrayList<>();
    for (PolicyCase example : PolicyCase.all()) {
      if (example.policy().equals(policy)) {
        Scoped scope = example.on(superuser);
        Outcome before = scope.attemptAfter(alone, example.statement());
        Outcome after = scope.attemptAfter(alone + statement, example.statement());
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
        Scoped.asLogin(superuser)
            .rows(
                """
                select c.relname::text, r.role, k.command,
                  (
                    select quote_ident(a.attname) from pg_attribute as a
                    where a.attrelid = c.oid and a.attnum > 0 order by a.attnum desc limit 1
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
                Platform.SCHEMA,
                Platform.SCHEMA);

    // seven tables and the migrator's history, their partitions
    assertThat(missing).hasSizeGreaterThan(100);
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
      Outcome outcome =
          Scoped.as(app, String.valueOf(row.get(1)), "1", "a test").attempt(statement);
      assertThat(outcome.denied()).as("%s as %s: %s", statement, row.get(1), outcome).isTrue();
    }
  }

  @Test
  void everyTableAndPartitionHasItsPoliciesForced() throws SQLException {
    assertThat(
            Scoped.asLogin(superuser)
                .column(
                    """
                    select relname::text from pg_class
                    where relnamespace = to_regnamespace(?) and relkind in ('r', 'p')
                      and not (relrowsecurity and relforcerowsecurity)
                    """,
                    Platform.SCHEMA))
        .containsExactly("lyss_schema_history");
  }

  @Test
  void nobodyWorksAsTheOwnerOfTheFunctions() throws SQLException {
    for (String role : List.of(Scoped.USERS, Scoped.SYSTEM, "none")) {
      assertThat(
              Scoped.as(app, role, "1", "a test").attempt("set local role lyss_definer").denied())
          .as(role)
          .isTrue();
    }
  }
}

package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.service.Persona;
import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Where scopes have to be signed, a role that a statement takes or leaves half way gives nobody the
 * rights of system work, and none of its changes goes unrecorded.
 */
@OneIn(6)
class SignedSystemWorkTest extends SignedScopesFixture {

  // numbers and sizes that say nothing of anybody, and what is asked for a scope itself
  private static final Set<String> TELL_ALL_ALIKE =
      Set.of(
          "audit_stamp",
          "usage_stamp",
          "rolled_up",
          "require_usage_ids",
          "default_rows",
          "estimated_bloat",
          "seal_holds");

  // they look up the rows of a scope, and find none without it
  private static final Set<String> ASK_OF_EACH_ROW =
      Set.of(
          "can_user_access_provider",
          "explain_provider_access",
          "explain_provider_access_at",
          "channel_blocked");

  /** Rights are looked at as a statement begins; its role may be another one before it ends. */
  @Test
  void whoLeavesTheRoleWithinAStatementDoesNoSystemWork() throws SQLException {
    Set<String> notRefused = new TreeSet<>();
    int functions = 0;
    for (List<Object> function :
        superuser.rows(
            """
            select p.proname::text,
              format('%s(%s)', p.oid::regproc, coalesce(
                (select string_agg(
                  case t
                    when 'regclass'::regtype then quote_literal('%1$s.audit_logs')
                    when 'integer'::regtype then '1'
                    else 'null'
                  end || '::' || format_type(t, null), ', ' order by i)
                from unnest(p.proargtypes::oid[]) with ordinality as a (t, i)), ''))
            from pg_proc as p
            where p.pronamespace = to_regnamespace('%1$s') and p.prosecdef and p.prokind = 'f'
              and p.prorettype <> 'trigger'::regtype
              and has_function_privilege('lyss_system', p.oid, 'execute')
            """
                .replace("%1$s", subject.schema()))) {
      functions++;
      String state =
          refused(
              () -> {
                set("role", SYSTEM);
                try (Statement statement = app.createStatement()) {
                  statement.execute(
                      "select pg_catalog.set_config('role', 'none', true), " + function.get(1));
                }
              });
      if (!state.equals("42501")) {
        notRefused.add(String.valueOf(function.get(0)));
      }
    }
    notRefused.removeAll(TELL_ALL_ALIKE);
    notRefused.removeAll(ASK_OF_EACH_ROW);
    assertThat(functions).isGreaterThan(20);
    assertThat(notRefused).isEmpty();
  }

  /** What asks for a scope that nobody binds has no signature to look at. */
  @Test
  void whereScopesAreSignedNobodyAsksWithoutOne() throws SQLException {
    if (!isPlatform()) {
      return;
    }
    for (String asked :
        List.of(
            "lyss_platform.ask_provider_access('lyss_system', '', 'a test', 2, 1)",
            "lyss_platform.ask_access_explanation('lyss_system', '', 'a test', 2, 1)",
            "lyss_platform.ask_provider_access('authenticated_users', '2', '', 2, 1)")) {
      for (String role : List.of("none", USERS, SYSTEM)) {
        assertRefused(() -> askAs(role, asked), asked);
      }
      List<List<String>> scopes = new ArrayList<>(scopes());
      // of an inactive user, and of system work without a reason: both are told nothing
      scopes.addAll(List.of(List.of(USERS, "99", ""), List.of(SYSTEM, "", " ")));
      for (List<String> scope : scopes) {
        assertRefused(
            () -> {
              bindSigned(scope);
              askAs(scope.get(0), asked);
            },
            asked);
        assertRefused(
            () -> {
              bindSigned(scope);
              askAs("none", asked);
            },
            asked);
      }
    }
  }

  private void askAs(String role, String asked) throws SQLException {
    set("role", role);
    try (Statement statement = app.createStatement()) {
      statement.execute("select " + asked);
    }
  }

  /** A function that runs with rights of a role is called in the scope of another. */
  @Test
  void whoKeepsTheRightsOfSystemWorkDoesNoneInAUsersScope() throws SQLException {
    List<String> user = scopes().get(0);
    for (String call :
        List.of(
            "drop_expired_partitions('%1$s.audit_logs', 1)::text",
            "held_rows('%1$s.audit_logs', '-infinity', 'infinity')::text",
            "scope_key_ages()::text")) {
      assertRefused(
          () -> {
            set("role", SYSTEM);
            try (Statement statement = app.createStatement()) {
              statement.execute(
                  """
                  create function pg_temp.kept() returns setof text language sql security definer
                  begin atomic select %1$s."""
                          .formatted(subject.schema())
                      + call.formatted(subject.schema())
                      + "; end");
              bindSigned(user);
              statement.execute("select pg_temp.kept()");
            }
          },
          call);
    }
  }

  @Test
  void signedSystemWorkAndTheOwnerCallWhatOthersDoNot() throws SQLException {
    List<String> system = scopes().get(2);
    String calls =
        "select %1$s.held_rows('%1$s.audit_logs', '-infinity', 'infinity'), %1$s.scope_key_ages()"
            .formatted(subject.schema());
    assertThat(
            refused(
                () -> {
                  bindSigned(system);
                  try (Statement statement = app.createStatement()) {
                    statement.execute(calls);
                  }
                }))
        .isEmpty();
    owner.execute(calls);
  }

  /** However it is bound; PLATFORM has no scope of this kind. */
  @Test
  void aTransactionOfAPlatformAdministratorIsPublished() throws SQLException {
    if (isPlatform()) {
      return;
    }
    List<String> scope = List.of(SYSTEM, "", Persona.ROOT_ID, "", "super_admin", "a test");
    List<String> signed = new ArrayList<>(scope);
    signed.add(signatures.sign(scope));
    String events =
        "select from %s.outbox_events where type = 'administrator.acted'"
            .formatted(subject.schema());
    within(
        () -> {
          bindSigned(scopes().get(2));
          int before = attempt(events);
          set("role", SYSTEM);
          call("seal_scope", signed);
          assertThat(attempt(events)).isEqualTo(before + 1);
          bindSigned(scope);
          assertThat(attempt(events)).as("once a transaction").isEqualTo(before + 1);
        });
  }

  /** It reads no budget of others, whichever role the statement has taken by then. */
  @Test
  void whoHasNoScopeIsToldOfNoBudget() throws SQLException {
    if (subject.database() != LyssDatabase.PROVIDER) {
      return;
    }
    for (String id :
        List.of(
            "(select c.limit_id from %1$s.quota_counters as c where c.tenant_id = '%2$s' limit 1)",
            "gen_random_uuid()")) {
      Object budget = superuser.value("select " + id.formatted(subject.schema(), Persona.ACME));
      assertThat(budget).isNotNull();
      for (String role : List.of(USERS, SYSTEM)) {
        assertRefused(
            () -> {
              set("role", role);
              try (Statement statement = app.createStatement()) {
                statement.execute(
                    """
                    insert into %s.budgets
                      (tenant_id, id, name, set_by, subject, user_id, token_id, unit, period, hard_limit)
                    select '%s', '%s', 'x', 'user', 'token', '%s', gen_random_uuid(), 'tokens', 'day', 5
                    where pg_catalog.set_config('role', 'none', true) is not null
                    """
                        .formatted(subject.schema(), Persona.ACME, budget, Persona.ANN_ID));
              }
            },
            budget + " as " + role);
      }
    }
  }

  /** A change of system work has its entry, also where the statement leaves the role half way. */
  @Test
  void systemWorkLeavesAnEntryWhicheverRoleItEndsIn() throws SQLException {
    List<String> system = scopes().get(2);
    String entries = "select id from %s.audit_logs".formatted(subject.schema());
    int deleted = 0;
    for (Object table :
        superuser.column(
            """
            select distinct tgrelid::regclass::text from pg_trigger
            join pg_class as c on c.oid = tgrelid
            where c.relnamespace = to_regnamespace(?) and tgname = 'record_change' and tgqual is not null
              and has_table_privilege('lyss_system', c.oid, 'delete')
            """,
            subject.schema())) {
      app.setAutoCommit(false);
      try (Statement statement = app.createStatement()) {
        bindSigned(system);
        int before = attempt(entries);
        int rows =
            statement.executeUpdate(
                "delete from %s where pg_catalog.set_config('role', 'authenticated_users', true) <> ''"
                    .formatted(table));
        bindSigned(system);
        assertThat(attempt(entries)).as("of %s", table).isGreaterThanOrEqualTo(before + rows);
        deleted += rows;
      } finally {
        app.rollback();
        app.setAutoCommit(true);
      }
    }
    if (isPlatform()) {
      assertThat(deleted).isPositive();
    }
  }
}

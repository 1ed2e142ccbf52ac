package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault is planted, and found with its remedy; a fresh install has none. */
@OneIn(2)
class LyssDoctorTest {

  private static final String APP = "lyss_test_app";

  @ParameterizedTest
  @EnumSource
  @OneIn(3)
  void aFreshInstallIsHealthy(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(kind)) {
      Diagnosis nothing = new Diagnosis(List.of(), List.of());
      assertThat(LyssDoctor.of(kind, database.ownerDataSource()).examine()).isEqualTo(nothing);
      assertThat(LyssDoctor.of(kind, database.appDataSource()).examine()).isEqualTo(nothing);
    }
  }

  @Test
  void faultsInsideADatabaseAreFound() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.PLATFORM);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          """
          do $$
          begin
            execute 'revoke temporary on database ' || current_database() || ' from public';
            execute 'drop table audit_logs_' || to_char(now() at time zone 'UTC', 'YYYY_MM');
          end
          $$;
          grant create on schema public to public;
          insert into audit_logs (action, resource_type, created_at)
            values ('a', 'b', now() - interval '1 year');
          refresh materialized view mv_provider_usage_daily with no data;
          alter policy users_select on users using (true);
          """);
      assertThat(examine(LyssDatabase.PLATFORM, database))
          .extracting(Finding::check, Finding::what, Finding::remedy)
          .allSatisfy(finding -> assertThat(finding.toList()).doesNotContain(""))
          .extracting(finding -> finding.toList().get(0))
          .containsExactlyInAnyOrder(
              "default partition",
              "month missing",
              "refresh",
              "search_path",
              "search_path",
              "temporary",
              "catalog");
      assertThat(examine(LyssDatabase.PLATFORM, database))
          .extracting(Finding::what)
          .contains(
              "The default partition of audit_logs holds rows: nobody had made their month.",
              "Anybody may create in the schema public, which is on the search_path of the login "
                  + APP
                  + ".");

      statement.execute("delete from lyss_schema_history where script like 'R%grants.sql'");
      assertThat(examine(LyssDatabase.PLATFORM, database))
          .filteredOn(finding -> finding.check().equals("migrations"))
          .singleElement()
          .extracting(Finding::what)
          .asString()
          .contains("R__110_grants.sql is pending");
    }
  }

  /** What it is in the files is compared as a whole; these are what opens a database. */
  @Test
  void objectsThatOpenTheRowsOfOthersAreFound() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          """
          do $$ begin execute 'alter function create_user owner to ' || quote_ident(session_user); end $$;
          alter table users no force row level security;
          alter table user_groups disable row level security;
          drop policy users_update on users;
          create policy others_delete on users for delete to authenticated_users using (true);
          alter function set_user_role reset search_path;
          alter view table_health reset (security_invoker);
          create view everybody as select * from users;
          create schema reports;
          create view reports.users as select id, email from users;
          create view reports.own with (security_invoker = true) as select id from users;
          create materialized view reports.emails as select email from users;
          create function reports.named() returns bigint language plpgsql security definer
            set search_path = pg_catalog, pg_temp
            as $$ begin return (select count(*) from lyss_user.users); end $$;
          create function reports.pinned() returns bigint language plpgsql security definer
            set search_path = lyss_user, pg_temp as $$ begin return (select count(*) from users); end $$;
          create function reports.parsed() returns bigint language sql security definer
            set search_path = pg_catalog, pg_temp return (select count(*) from users);
          create function reports.of_caller() returns bigint language sql return (select count(*) from users);
          create function reports.of_nobody() returns bigint language sql security definer
            set search_path = pg_catalog, pg_temp return (select count(*) from users);
          revoke execute on function reports.of_nobody() from public;
          grant usage on schema reports to authenticated_users;
          do $$
          declare
            v_month text := 'audit_logs_' || to_char(now() at time zone 'UTC', 'YYYY_MM');
          begin
            execute format('grant select on %I to authenticated_users', v_month);
            execute format('alter table %I disable row level security', v_month);
          end $$;
          """);
      List<String> found =
          examine(LyssDatabase.USER, database).stream()
              .map(finding -> finding.check() + ": " + finding.what())
              .toList();
      assertThat(found)
          .satisfiesOnlyOnce(what -> assertThat(what).contains("function create_user"))
          .satisfiesOnlyOnce(what -> assertThat(what).contains("changed: table users\n"))
          .satisfiesOnlyOnce(what -> assertThat(what).contains("table user_groups"))
          .satisfiesOnlyOnce(
              what -> assertThat(what).contains("missing: policy users.users_update"))
          .satisfiesOnlyOnce(
              what -> assertThat(what).contains("not of LYSS: policy users.others_delete"))
          .satisfiesOnlyOnce(what -> assertThat(what).contains("function set_user_role"))
          .satisfiesOnlyOnce(what -> assertThat(what).contains("changed: view table_health"))
          .satisfiesOnlyOnce(what -> assertThat(what).contains("not of LYSS: view everybody"))
          .satisfiesOnlyOnce(
              what -> assertThat(what).contains("audit_logs_", "granted to authenticated_users"))
          .satisfiesOnlyOnce(
              what -> assertThat(what).startsWith("view: The view reports.users reads users"))
          .satisfiesOnlyOnce(
              what -> assertThat(what).startsWith("view: The view reports.emails reads users"))
          .satisfiesOnlyOnce(
              what -> assertThat(what).startsWith("function: The function reports.named() works"))
          .satisfiesOnlyOnce(
              what -> assertThat(what).startsWith("function: The function reports.pinned() works"))
          .satisfiesOnlyOnce(
              what ->
                  assertThat(what)
                      .startsWith("function: The function reports.parsed() works")
                      .contains("whom no policy holds, and authenticated_users may call it"))
          .noneMatch(what -> what.contains("reports.own") || what.contains("reports.of_"));
    }
  }

  @Test
  void jobsThatNothingRunsAreFound() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.CHAT);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          """
          insert into jobs (name, due_at, error, failures) values
            ('handled events', now() - interval '30 days', 'no room', 3),
            ('partitions of audit_logs', now() - interval '1 second', null, 0)
          """);
      assertThat(examine(LyssDatabase.CHAT, database))
          .extracting(Finding::check, Finding::what)
          .containsExactly(tuple("jobs", "Overdue: handled events (no room)."));

      statement.execute(
          "delete from jobs; update lyss_schema_history set installed_on = now() - interval '1 year'");
      assertThat(examine(LyssDatabase.CHAT, database))
          .as("none has ever run")
          .singleElement()
          .extracting(Finding::what)
          .asString()
          .contains("Overdue: ", "handled events", "partitions of audit_logs");
    }
  }

  /** Roles belong to the server, which other tests use as well. */
  @Test
  void faultsOfLoginsAreFound() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      try {
        statement.execute(
            """
            alter role lyss_test_app bypassrls;
            grant lyss_system to lyss_test_app with inherit true;
            grant lyss_definer to lyss_test_app with inherit false, set true;
            """);
        assertThat(examine(LyssDatabase.USER, database))
            .extracting(Finding::check, Finding::remedy)
            .extracting(finding -> finding.toList().toString())
            .containsExactlyInAnyOrder(
                "[bypassrls, alter role lyss_test_app nobypassrls]",
                "[inherits, grant lyss_system to lyss_test_app with inherit false, set true]",
                "[definer, revoke lyss_definer from lyss_test_app]");
        statement.execute("alter role lyss_test_app superuser");
        assertThat(examine(LyssDatabase.USER, database))
            .extracting(Finding::check)
            .contains("superuser");
      } finally {
        statement.execute(
            """
            alter role lyss_test_app nosuperuser nobypassrls;
            grant lyss_system to lyss_test_app with inherit false;
            revoke lyss_definer from lyss_test_app;
            """);
      }
    }
  }

  /** As bootstrap/050_tenants.sql makes it: it may log in for a move alone. */
  @Test
  void aRoleThatMovesTenantsIsFoundOnlyWhileItMayLogIn() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      try {
        statement.execute(
            """
            create role lyss_moves nologin bypassrls;
            grant pg_read_all_data, pg_write_all_data to lyss_moves;
            grant lyss_system to lyss_moves with inherit false, set true;
            """);
        assertThat(examine(LyssDatabase.USER, database)).isEmpty();
        statement.execute("alter role lyss_moves login");
        assertThat(examine(LyssDatabase.USER, database))
            .extracting(Finding::check, Finding::what)
            .containsExactly(
                tuple("bypassrls", "The login lyss_moves has BYPASSRLS: no policy holds it."));
      } finally {
        statement.execute("drop owned by lyss_moves; drop role lyss_moves");
      }
    }
  }

  /** By way of another role, as where each team has a role. */
  @Test
  void rightsThatALoginHasByAnotherRoleAreFound() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      try {
        statement.execute(
            """
            create role lyss_team; create role lyss_strong bypassrls; create role lyss_member login;
            grant lyss_system to lyss_team with inherit true;
            grant lyss_definer, lyss_strong, lyss_test_owner to lyss_team with inherit false, set true;
            grant lyss_team to lyss_member with inherit true;
            create schema beside;
            grant create on schema beside to lyss_team;
            alter role lyss_member set search_path = beside, public;
            """);
        assertThat(examine(LyssDatabase.USER, database))
            .filteredOn(finding -> finding.what().contains("login lyss_member"))
            .extracting(finding -> finding.check() + ": " + finding.remedy())
            .containsExactlyInAnyOrder(
                "inherits: Revoke the role by which lyss_member has them, and: grant lyss_system to"
                    + " lyss_member with inherit false, set true",
                "definer: revoke lyss_definer from lyss_member",
                "owner: revoke lyss_strong from lyss_member",
                "owner: revoke lyss_test_owner from lyss_member",
                "search_path: revoke create on schema beside from lyss_team");
      } finally {
        statement.execute(
            """
            drop schema if exists beside;
            drop role if exists lyss_member, lyss_team, lyss_strong;
            """);
      }
    }
  }

  /** By each of these a login gets past the policies, or past the audit log. */
  @Test
  void rightsOfALoginBesideItsRolesAreFound() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      try {
        statement.execute(
            """
            create role lyss_runner; create role lyss_handed login replication;
            grant pg_execute_server_program to lyss_runner;
            grant lyss_runner, pg_read_server_files to lyss_handed;
            grant set on parameter session_replication_role to lyss_runner;
            grant authenticated_users to lyss_handed with inherit false, set true, admin true;
            """);
        assertThat(examine(LyssDatabase.USER, database))
            .filteredOn(finding -> finding.what().contains("login lyss_handed"))
            .extracting(finding -> finding.check() + ": " + finding.remedy())
            .containsExactlyInAnyOrder(
                "admin: revoke admin option for authenticated_users from lyss_handed",
                "server: revoke pg_execute_server_program from lyss_handed, or the role by which it"
                    + " has that",
                "server: revoke pg_read_server_files from lyss_handed, or the role by which it has"
                    + " that",
                "replication: alter role lyss_handed noreplication",
                "triggers: revoke set on parameter session_replication_role from the role by which"
                    + " lyss_handed has it");
      } finally {
        statement.execute(
            """
            revoke set on parameter session_replication_role from lyss_runner;
            drop role if exists lyss_handed, lyss_runner;
            """);
      }
    }
  }

  /** Roles are the server's: another database of LYSS on it may have an owner of its own. */
  @Test
  void aLoginWithTheRightsOfLyssDefinerIsFoundInEachDatabaseThatItMayConnectTo()
      throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      try {
        statement.execute(
            """
            create role lyss_neighbour login;
            grant lyss_definer to lyss_neighbour with inherit false, set true;
            """);
        assertThat(examine(LyssDatabase.USER, database))
            .extracting(Finding::remedy)
            .contains("revoke lyss_definer from lyss_neighbour");
        statement.execute(
            """
            do $$ begin
              execute format('revoke connect on database %I from public', current_database());
              execute format('grant connect on database %I to lyss_test_owner, lyss_test_app', current_database());
            end $$
            """);
        assertThat(examine(LyssDatabase.USER, database))
            .filteredOn(finding -> finding.what().contains("lyss_neighbour"))
            .isEmpty();
      } finally {
        statement.execute("drop role if exists lyss_neighbour");
      }
    }
  }

  @Test
  void aScopeLeftOnAConnectionIsFound() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER)) {
      DataSource pool =
          Delegates.dataSource(
              () -> {
                Connection left = database.appDataSource().getConnection();
                try (Statement statement = left.createStatement()) {
                  statement.execute("set role lyss_system; set app.current_user_id = '7'");
                }
                return left;
              });
      assertThat(LyssDoctor.of(LyssDatabase.USER, pool).examine().findings())
          .singleElement()
          .extracting(Finding::what)
          .asString()
          .contains("the role lyss_system, app.current_user_id");
    }
  }

  @Test
  void aLoginThatMayNotSeeTheFilesSaysSo() {
    try (ThrowawayDatabase database = TestDatabases.migrated(LyssDatabase.USER)) {
      database.execute("create role lyss_doctor login password 'x'");
      try {
        Diagnosis diagnosis =
            LyssDoctor.of(LyssDatabase.USER, database.dataSource("lyss_doctor", "x")).examine();
        assertThat(diagnosis.unseen())
            .singleElement()
            .asString()
            .contains("whether files are pending", "grant lyss_system to lyss_doctor");
      } finally {
        database.execute("drop role lyss_doctor");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "160004, 'CVE-2024-10976, CVE-2024-10978, CVE-2025-8713', 16.10",
    "160009, CVE-2025-8713, 16.10",
    "170000, 'CVE-2024-10976, CVE-2024-10978, CVE-2025-8713', 17.6",
  })
  void aServerThatShowsWhatPoliciesHideIsFound(int version, String faults, String update) {
    assertThat(ServerFaults.of(version).orElseThrow())
        .satisfies(finding -> assertThat(finding.what()).endsWith(": " + faults + "."))
        .satisfies(finding -> assertThat(finding.remedy()).contains("Update to " + update + " "));
  }

  @ParameterizedTest
  @CsvSource({"160010", "170006", "180000"})
  void aMendedServerHasNoFaults(int version) {
    assertThat(ServerFaults.of(version)).isEmpty();
  }

  private static List<Finding> examine(LyssDatabase kind, OwnedDatabase database) {
    return LyssDoctor.of(kind, database.appDataSource()).examine().findings();
  }
}

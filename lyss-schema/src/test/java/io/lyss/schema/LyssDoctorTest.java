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
  @EnumSource(names = {"PLATFORM", "USER"})
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
    "160004, 'CVE-2024-10976, CVE-2025-8713', 16.10",
    "160009, CVE-2025-8713, 16.10",
    "170000, 'CVE-2024-10976, CVE-2025-8713', 17.6",
  })
  void aServerThatShowsWhatPoliciesHideIsFound(int version, String faults, String update) {
    assertThat(ServerFaults.of(version).orElseThrow())
        .satisfies(finding -> assertThat(finding.what()).endsWith(": " + faults + "."))
        .satisfies(finding -> assertThat(finding.remedy()).contains("Update to " + update + " "));
  }

  @ParameterizedTest
  @CsvSource({"160010", "170006", "180000"})
  void othersAreNot(int version) {
    assertThat(ServerFaults.of(version)).isEmpty();
  }

  private static List<Finding> examine(LyssDatabase kind, OwnedDatabase database) {
    return LyssDoctor.of(kind, database.appDataSource()).examine().findings();
  }
}

package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.Whole;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What monitoring shows: nothing of a fresh install, and what was planted. */
class LyssHealthTest {

  private static final String LAG =
      "select events, keys, failing_keys, failures, now() - oldest_at > interval '1 day' from lyss_user.outbox_lag";

  private static final String TENANT = "'01a20000-0000-7000-8000-000000000001'";

  @ParameterizedTest
  @EnumSource
  void nothingIsAmissInAFreshInstall(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(kind)) {
      List<HealthSection> sections = LyssHealth.of(kind, database.ownerDataSource()).read();
      assertThat(sections)
          .filteredOn(section -> section.unseen().isPresent())
          .extracting(HealthSection::title, section -> section.unseen().orElseThrow())
          .containsExactly(tuple("slowest statements", "pg_stat_statements is not installed"));
      assertThat(rows(sections, "tables")).hasSizeGreaterThan(3);
      for (String title : List.of("indexes", "locks", "events", "reservations")) {
        assertThat(rows(sections, title)).as(title).isEmpty();
      }
      // nothing has run them yet
      assertThat(rows(sections, "jobs")).isNotEmpty().allMatch(row -> row.get(1).equals("overdue"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverMigratesReadsWhatMonitoringReadsWithoutAScope(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(kind);
        Connection superuser = database.superuser();
        Connection owner = database.owner()) {
      Scoped watching = Scoped.asLogin(superuser);
      List<Object> watched =
          watching.column(
              "select format('%s', c.oid::regclass) from pg_class as c"
                  + " where c.relnamespace = ?::regnamespace and c.relkind = 'v'"
                  + " and has_table_privilege('pg_monitor', c.oid, 'select')",
              kind.defaultSchema());
      watched.add("estimated_bloat()");
      assertThat(watched).hasSizeGreaterThan(5);
      watching.change("set role pg_monitor");
      for (Object name : watched) {
        String count = "select count(*) from " + name;
        assertThat(Scoped.asLogin(owner).value(count))
            .as("%s", name)
            .isEqualTo(watching.value(count));
      }
      assertThat(Scoped.asLogin(owner).value("select count(*) from maintenance"))
          .as("jobs")
          .isNotEqualTo(0L);
    }
  }

  private static List<List<String>> rows(List<HealthSection> sections, String title) {
    return sections.stream()
        .filter(section -> section.title().startsWith(title))
        .flatMap(section -> section.rows().stream())
        .toList();
  }

  @Test
  void aNeedlessIndexIsNamedWithTheOneThatCoversIt() {
    try (ThrowawayDatabase database = TestDatabases.migrated(LyssDatabase.CHAT)) {
      database.execute(
          """
          set search_path = lyss_chat;
          create index a_twin on conversation_messages (tenant_id, conversation_id);
          create index a_part on conversations (tenant_id);
          create index other_order on conversations (tenant_id desc);
          create index other_condition on conversations (tenant_id) where title is null;
          """);
      List<List<String>> found =
          rows(LyssHealth.of(LyssDatabase.CHAT, database.dataSource()).read(), "indexes");
      assertThat(found).extracting(row -> row.get(0)).containsExactlyInAnyOrder("a_part", "a_twin");
      assertThat(found).allSatisfy(row -> assertThat(row.get(3)).isNotEmpty());
    }
  }

  @Test
  void transactionsThatHoldUpVacuumAreNamed() throws SQLException {
    try (ThrowawayDatabase database = TestDatabases.migrated();
        Connection old = database.dataSource().getConnection();
        Statement statement = old.createStatement()) {
      old.setAutoCommit(false);
      statement.execute("select pg_current_xact_id()");
      assertThat(
              TestDatabases.rows(
                  database,
                  "select holder, name ~ '^\\d+ of \\w+, idle in transaction$', since is not null"
                      + " from lyss_platform.vacuum_horizon"))
          .containsExactly("transaction|t|t");
    }
  }

  @Test
  void theBacklogOfEventsAndReservationsIsShownToWhoWatchesAndToNobodyElse() throws SQLException {
    try (ThrowawayDatabase database = TestDatabases.migrated(LyssDatabase.PROVIDER)) {
      database.execute(
          """
          set search_path = lyss_provider;
          insert into outbox_turns (tenant_id, key) values (%1$s, 'a:1'), (%1$s, 'a:2');
          insert into outbox_keys (tenant_id, key, failures) values (%1$s, 'a:1', 0), (%1$s, 'a:2', 3);
          insert into outbox_events (tenant_id, key, type)
            values (%1$s, 'a:1', 'a.b'), (%1$s, 'a:1', 'a.c'), (%1$s, 'a:2', 'a.b');
          insert into quota_reservations
              (tenant_id, id, user_id, channel_id, provider_type, model, amount, estimate, lines,
                expires_at, created_at)
            select %1$s, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'openai', 'm', 1, '{}',
              '{}', now() + make_interval(mins => m), now() - interval '1 hour'
            from unnest(array[-5, 5, 6]) as m;
          insert into given_up_events (tenant_id, id, key, type, payload, created_at, failures, given_up_because)
            values (%1$s, gen_random_uuid(), 'a:3', 'a.b', '{}', now(), 9, 'of no use');
          """
              .formatted(TENANT));
      String both =
          "select events, keys, failing_keys, failures, given_up, reserved, expired"
              + " from lyss_provider.outbox_lag, lyss_provider.reservation_lag";
      assertThat(as("pg_monitor", "", both, database)).containsExactly("3|2|1|3|1|3|1");
      assertThat(as("lyss_system", "watching", both, database)).containsExactly("3|2|1|3|1|3|1");
      assertThat(as("lyss_system", "", both, database)).isEmpty();
      assertThatThrownBy(() -> as("authenticated_users", "", both, database))
          .hasStackTraceContaining("permission denied");
    }
  }

  /** The key that fails is the last that can be claimed again. */
  @Test
  @Whole("misses a count that goes through all that waits")
  void aBacklogIsCountedUpToABoundAndTheKeyThatFailsIsFound() {
    try (ThrowawayDatabase database = TestDatabases.migrated(LyssDatabase.USER)) {
      database.execute(
          """
          set search_path = lyss_user;
          set session_replication_role = replica;
          insert into outbox_keys (tenant_id, key, next_at, failures)
            select %1$s, 'a:' || i, now() + i * interval '1 second', case i when 1005 then 7 else 0 end
            from generate_series(1, 1005) as i;
          insert into outbox_events (tenant_id, key, type, created_at)
            select %1$s, 'a:' || (i %% 1005 + 1), 'a.b', now() + (i - 200000) * interval '1 second'
            from generate_series(1, 100400) as i;
          """
              .formatted(TENANT));
      assertThat(TestDatabases.rows(database, LAG)).containsExactly("100000|1005|1|7|t");
      assertThat(
              rows(
                  LyssHealth.of(LyssDatabase.USER, database.dataSource()).read(),
                  "events not delivered yet"))
          .singleElement()
          .satisfies(row -> assertThat(row.subList(0, 2)).containsExactly("100000+", "1005"));
    }
  }

  private static List<String> as(
      String role, String reason, String query, ThrowawayDatabase database) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set role " + role + "; set app.system_reason = '" + reason + "'");
      List<String> rows = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "select concat_ws('|', events, keys, failing_keys, failures, given_up, reserved,"
                  + " expired) from ("
                  + query
                  + ") as q")) {
        while (row.next()) {
          rows.add(row.getString(1));
        }
      }
      return rows;
    }
  }
}

package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No function reveals anything about others to a user. */
class IsolationOfFunctionsTest {

  /** Refused to users; with which arguments to try. */
  private static final Map<String, String> SYSTEM_ONLY =
      Map.ofEntries(
          Map.entry("allow_owner", "'select on maintenance'"),
          Map.entry("ending_transactions", "pg_current_snapshot()"),
          Map.entry("make_due", "'outbox'"),
          Map.entry("require_erased", "'messages', 'delete', 'true', null"),
          Map.entry("create_monthly_partition", "'messages', '2020-01-01'"),
          Map.entry("create_monthly_partitions", "1"),
          Map.entry("analyze_months", "'messages'"),
          Map.entry("analyze_persons", "'users'"),
          Map.entry("stale_statistics", ""),
          Map.entry("hold_of", "'x'"),
          Map.entry("require_owner", "'x'"),
          Map.entry("require_kept_audit", "'x', null, null"),
          Map.entry("kept_by_job", "'x'"),
          Map.entry("keep_all", "'x'"),
          Map.entry("job_fails", "'x'"),
          Map.entry("require_no_hold", "'x'"),
          Map.entry("keep_partitions", "'messages'"),
          Map.entry("note_job", "'x', null, null, 0, null, 0, null"),
          Map.entry("retain_months", "'messages', null"),
          Map.entry("next_expired_month", "'messages', 1"),
          Map.entry("read_on_one_connection", "'messages'"),
          Map.entry("count_held_rows", "'messages', '-infinity', 'infinity'"),
          Map.entry("roll_up_rest", "'-infinity', 'infinity'"),
          Map.entry("retention_plan", ""),
          Map.entry("run_due_job", ""),
          Map.entry("set_job", "'x', null, null"),
          Map.entry("hold_job", "'x', 'y'"),
          Map.entry("release_job", "'x'"),
          Map.entry("reset_job", "'x', 'both'"),
          Map.entry("require_job", "'x'"),
          Map.entry("slow_statements", "1"),
          Map.entry("estimated_bloat", ""),
          Map.entry("stored_widths", "'messages'"),
          Map.entry("distinct_entries", "'messages'"),
          Map.entry("copy_default_rows", "'messages', '{}', 0, 1"),
          Map.entry("copy_to_month", ""),
          Map.entry("default_months", "'messages'"),
          Map.entry("default_rows", "'messages'"),
          Map.entry("expired_partitions", "'messages', 1"),
          Map.entry("expired_months", "'messages', 1"),
          Map.entry("held_rows", "'messages', '-infinity', 'infinity'"),
          Map.entry("keep_held", ""),
          Map.entry("each_column", "'conversations', '%I'"),
          Map.entry("impersonal_columns", "'users', '{}'"),
          Map.entry("insert_late_rows", "'', 'messages'"),
          Map.entry("row_lockers", "'{messages}'"),
          Map.entry("waited_for", "''"),
          Map.entry("lock_tables", "'{messages}', '{access exclusive}'"),
          Map.entry("make_partition", "'messages', 'x', 'x', null, null, false"),
          Map.entry("move_default_rows", "'messages'"),
          Map.entry("begin_move", "'messages', '{}', '{2020-01-01}'"),
          Map.entry("end_move", "'messages', '{}'"),
          Map.entry("note_move", "'messages_default', '{}'"),
          Map.entry("end_filling", "'messages_default'"),
          Map.entry("file_of", "'messages'"),
          Map.entry("running_transactions", ""),
          Map.entry("await_transactions", "'{}'"),
          Map.entry("await_turn", "'x', 'y'"),
          Map.entry("await_turn_to_erase", ""),
          Map.entry("lock_holders", "1"),
          Map.entry("open_transactions", ""),
          Map.entry("transactions_to_await", "'{}'"),
          Map.entry("keep_access_periods", ""),
          Map.entry("provider_access_at", "'infinity'"),
          Map.entry("usable_provider", "1, 1"),
          Map.entry("explained_access", "2, 1, 2, false, false"),
          Map.entry("require_given_scope", "'lyss_system', '', 'x', 2"),
          Map.entry("access_changes_since", "null"),
          Map.entry("answering_server", ""),
          Map.entry("tell_access_change", ""),
          Map.entry("forget_access_changes", "'1 day'"),
          Map.entry("record_change", ""),
          Map.entry("add_seal", "null, null, 0, 1, 1, null, null"),
          Map.entry("forget_seals", "1"),
          Map.entry("add_seals", "1"),
          Map.entry("seal_entries", ""),
          Map.entry("broken_seal", "null, null, null"),
          Map.entry("close_audit_logs", "'-infinity', 'infinity'"),
          Map.entry("write_entry", "'x', 'x', 'id', '{}', '{}'"),
          Map.entry("record_reading", "'provider_configs', 1"),
          Map.entry("read_provider_key", "1"),
          Map.entry("outdated_provider_keys", "'x', 0, 9"),
          Map.entry("replace_provider_key", "1, 'x', 'x'"),
          Map.entry("record_dropped_partition", "'messages', 'x', 1"),
          Map.entry("drop_expired_partitions", "'messages', 1"),
          Map.entry("conversations_to_purge", "'1 day', false, 1"),
          Map.entry("purge_conversations", "'1 day', 1"),
          Map.entry("purge_plan", "'1 day'"),
          Map.entry("delete_empty_conversations", "'1 day'"),
          Map.entry("delete_each", "'{}', 'delete_if_empty(jsonb)', 'conversations'"),
          Map.entry("needed_months", "'messages', 1"),
          Map.entry("parted_table", "'conversations', '{}'"),
          Map.entry("refuse_kept", "'conversations', 'delete'"),
          Map.entry("delete_if_empty", "'{}'"),
          Map.entry("purge_if_due", "'{}'"),
          Map.entry("erase_user", "2"),
          Map.entry("erase_rows", "'true', '2', 'x', 1"),
          Map.entry("erase_step", "'true', '2', now(), '{}', '{}', 1"),
          Map.entry("finish_erasures", ""),
          Map.entry("missing_erasures", "'[]'"),
          Map.entry("replay_erasures", "'[]'"),
          Map.entry("set_legal_hold", "2, 'case 12'"),
          Map.entry("end_legal_hold", "2"),
          Map.entry("refuse_held", "2"),
          Map.entry("rows_of_person", "'true', '2', null, 1"),
          Map.entry("lock_model_prices", "'openai', 'gpt'"),
          Map.entry("refresh_provider_usage_daily", ""),
          Map.entry("revoke_all_grants", ""),
          Map.entry("scope_seal", ""),
          Map.entry("require_signature", "'', ''"),
          Map.entry("enter_scope_key", "'k', ''"),
          Map.entry("former_seal", ""),
          Map.entry("replace_seal_key", ""),
          Map.entry("add_scope_key", "'k', sha256('')"),
          Map.entry("drop_scope_key", "'k'"),
          Map.entry("scope_key_ages", ""),
          Map.entry("require_signed_scopes", ""),
          Map.entry("accept_unsigned_scopes", ""),
          Map.entry("begin_graduation", "gen_random_uuid(), 'EUR'"),
          Map.entry("graduated_uuid", "gen_random_uuid(), 'user', 1, now()"),
          Map.entry("graduated_request_id", "gen_random_uuid(), 1, gen_random_uuid(), 1, now()"),
          Map.entry("give_graduated_ids", ""),
          Map.entry("note_graduated", "'user', 1, 1"),
          Map.entry("note_graduated_kinds", "'{}'"),
          Map.entry("graduated_resource_id", "gen_random_uuid(), 'users', 1"),
          Map.entry("forget_graduated", "'{}'"),
          Map.entry("end_graduation_pass", ""),
          Map.entry("close_graduation", ""),
          Map.entry("reopen_graduation", ""),
          Map.entry("finish_graduation", ""),
          Map.entry("refresh_usage", ""),
          Map.entry("close_usage", "'-infinity', 'infinity'"),
          Map.entry("roll_up_partition", "'usage_statistics_default'"),
          Map.entry("roll_up_usage", "0, '{}', 1, '{}', '-infinity', 'infinity'"),
          Map.entry("adjust_usage", "'{1}', 'x'"),
          Map.entry("rerate", "'m', '-infinity', 'infinity', 'x', 0, 1"),
          Map.entry("price_unpriced", "'x', 0, 1"));

  /** Functions that run with the rights of lyss_definer and that a user may call. */
  private static final Set<String> LOOKING_PAST_POLICIES =
      Set.of(
          "answer_provider_access",
          "append_messages",
          "ask_access_explanation",
          "ask_provider_access",
          "audit_stamp",
          "can_user_access_provider",
          "count_provider_users",
          "end_model_price",
          "explain_provider_access",
          "explain_provider_access_at",
          "personal_rows",
          "provider_users",
          "require_usage_ids",
          "rolled_up",
          "seal_as_owner",
          "seal_holds",
          "seal_scope",
          "search_messages",
          "search_conversations",
          "set_model_price",
          "update_model_price",
          "usage_stamp",
          "verify_audit_log");

  /** What each user may use, by all functions that a caller may ask. */
  private static final String ANSWERS =
      """
      select pg_catalog.string_agg(pg_catalog.concat_ws(' ', u, p,
        lyss_platform.can_user_access_provider(u, p), e.granted, e.reason, a.granted), ', ')
      from pg_catalog.generate_series(1, 5) as u
      cross join pg_catalog.generate_series(1, 9) as p
      cross join lyss_platform.explain_provider_access(u, p) as e
      cross join lyss_platform.answer_provider_access(u, p, null) as a
      """;

  /** The same asked without a scope. */
  private static final String ASKED =
      """
      select pg_catalog.string_agg(pg_catalog.concat_ws(' ', u, p,
        lyss_platform.ask_provider_access('authenticated_users', u::text, '', u, p),
        lyss_platform.ask_provider_access('lyss_system', '', 'a test', u, p), mine.reason, everybody.reason), ', ')
      from pg_catalog.generate_series(1, 5) as u
      cross join pg_catalog.generate_series(1, 9) as p
      cross join lyss_platform.ask_access_explanation('authenticated_users', u::text, '', u, p) as mine
      cross join lyss_platform.ask_access_explanation('lyss_system', '', 'a test', u, p) as everybody
      """;

  /** Everything of these names says that everybody may use everything. */
  private static final String HOSTILE =
      """
      create schema hostile;
      grant usage on schema hostile to public;
      create temporary table users as select id, true as is_active from generate_series(1, 9) as id;
      create temporary table provider_configs as
        select id, 2 as created_by, 'personal'::text as scope, true as is_active
        from generate_series(1, 9) as id;
      create temporary table provider_distributions as
        select p.id, u.id as user_id, p.id as provider_id, 1 as distributed_by, true as is_active,
          '-infinity'::timestamptz as valid_from, null::timestamptz as valid_until
        from users as u cross join provider_configs as p;
      create temporary view provider_access as
        select d.user_id, d.provider_id, 'organization'::text as scope from provider_distributions as d;
      grant select on users, provider_configs, provider_distributions, provider_access to public;
      create function hostile.current_setting(text) returns text language sql return 'lyss_system';
      create function hostile.current_system_reason() returns text language sql return 'none';
      create function hostile.current_user_id() returns integer language sql return 1;
      create function hostile.current_user_is_admin() returns boolean language sql return true;
      create function hostile.distribution_is_open(boolean, timestamptz, timestamptz) returns boolean
        language sql return true;
      create function hostile.yes(integer, integer) returns boolean language sql return true;
      create function hostile.yes(text, text) returns boolean language sql return true;
      create function hostile.yes(timestamptz, timestamptz) returns boolean language sql return true;
      create operator hostile.= (leftarg = integer, rightarg = integer, function = hostile.yes);
      create operator hostile.<> (leftarg = integer, rightarg = integer, function = hostile.yes);
      create operator hostile.= (leftarg = text, rightarg = text, function = hostile.yes);
      create operator hostile.<> (leftarg = text, rightarg = text, function = hostile.yes);
      create operator hostile.<= (leftarg = timestamptz, rightarg = timestamptz, function = hostile.yes);
      create operator hostile.< (leftarg = timestamptz, rightarg = timestamptz, function = hostile.yes);
      set local search_path = hostile, pg_temp, pg_catalog, lyss_platform;
      """;

  private static OwnedDatabase platform;
  private static Connection app;
  private static Scoped superuser;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    app = platform.app();
    superuser = Scoped.asLogin(platform.superuser());
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  /** All others run with the rights of their caller, whom the policies restrict. */
  @Test
  void onlyTheseFunctionsRunWithRightsThatAUserLacks() throws SQLException {
    assertThat(names("prosecdef and has_function_privilege('authenticated_users', oid, 'execute')"))
        .isEqualTo(LOOKING_PAST_POLICIES);
    assertThat(names("not has_function_privilege('authenticated_users', oid, 'execute')"))
        .isEqualTo(SYSTEM_ONLY.keySet());
  }

  /** Otherwise a caller could replace a table or function that it uses by one of their own. */
  @Test
  void functionsWithOtherRightsPinTheirSearchPath() throws SQLException {
    assertThat(
            names(
                "prosecdef and not exists (select from unnest(proconfig) as setting"
                    + " where setting like 'search_path=%pg_temp')"))
        .isEmpty();
  }

  @Test
  void maintenanceIsRefusedToUsers() throws SQLException {
    assertThat(Scoped.asUser(app, 1).attempt("call run_due_jobs('a user')").denied()).isTrue();
    for (Map.Entry<String, String> function : SYSTEM_ONLY.entrySet()) {
      String call = "select " + function.getKey() + "(" + function.getValue() + ")";
      assertThat(Scoped.asUser(app, 1).attempt(call).denied()).as(call).isTrue();
      assertThat(Scoped.asLogin(app).attempt(Platform.SCHEMA + "." + call).sqlState())
          .as(call)
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 99})
  void searchFindsOnlyWhatIsOnesOwn(int me) throws SQLException {
    Scoped user = Scoped.asUser(app, me);

    assertThat(user.column("select id from search_messages('weather', 100)"))
        .containsExactlyInAnyOrderElementsOf(
            superuser.column(
                "select id from messages where user_id = ? and content ~* 'weather'", me));
    assertThat(user.column("select id from search_messages('天气', 100)"))
        .containsExactlyInAnyOrderElementsOf(
            superuser.column("select id from messages where user_id = ? and content ~ '天气'", me));
    assertThat(user.column("select id from search_conversations('weather', 100)"))
        .containsExactlyInAnyOrderElementsOf(
            superuser.column(
                "select id from conversations where user_id = ? and title ~* 'weather'", me));
    // somebody else's place in a list is no way in either
    assertThat(
            user.column("select user_id from search_conversations('weather', 100, 'infinity', 3)"))
        .allMatch(owner -> owner.equals(me));
  }

  @Test
  void systemWorkDoesNotSearch() throws SQLException {
    for (String function : List.of("search_messages", "search_conversations")) {
      String call = "select * from " + function + "('weather', 9)";
      assertThat(Scoped.asSystem(app, "a test").attempt(call).denied()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, false", "5, false", "99, false"})
  void onlyAdministratorsCountAsAdministrators(int me, boolean admin) throws SQLException {
    assertThat(Scoped.asUser(app, me).value("select current_user_is_admin()")).isEqualTo(admin);
  }

  /** A deactivated user is no administrator any more and manages nothing. */
  @Test
  void anInactiveManagerManagesNothing() throws SQLException {
    for (int me : List.of(1, 5)) {
      String deactivate = "update users set is_active = false where id = " + me;
      Scoped user = Scoped.as(platform.superuser(), Scoped.USERS, "" + me, "");
      assertThat(
              user.attemptAfter(
                  deactivate, "select where current_user_is_admin() or current_user_id() <> 0"))
          .isEqualTo(Outcome.done(0));
      assertThat(
              user.attemptAfter(
                  deactivate,
                  "update provider_configs set api_base_url = 'https://elsewhere.example'"
                      + " where scope = 'organization'"))
          .isEqualTo(Outcome.done(0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 99})
  void aUserLearnsNothingAboutTheAccessOfOthers(int me) throws SQLException {
    Scoped user = Scoped.asUser(app, me);

    assertThat(
            user.rows(
                "select u, p from generate_series(1, 5) as u, generate_series(1, 9) as p"
                    + " where u <> ? and can_user_access_provider(u, p)",
                me))
        .isEmpty();
    assertThat(
            user.rows(
                """
                select distinct granted, reason, distributed_by
                from generate_series(1, 5) as u, generate_series(1, 9) as p,
                  explain_provider_access(u, p)
                where u <> ?
                """,
                me))
        .allMatch(row -> row.get(0).equals(false) && row.get(1).equals("user_not_found"));
  }

  /** Tables, functions and operators that a caller puts first on the path of their connection. */
  @Test
  void whatIsFirstOnTheCallersSearchPathChangesNoAnswer() throws SQLException {
    assertThat(answers(HOSTILE, ANSWERS))
        .isEqualTo(answers("select 1", ANSWERS))
        .contains("2 1 t t distributed t");
    assertThat(answers(HOSTILE, ASKED))
        .isEqualTo(answers("select 1", ASKED))
        .contains("2 1 t t distributed distributed")
        .contains("2 4 f f provider_not_found distribution_revoked");
  }

  private static String answers(String before, String query) throws SQLException {
    try (Connection caller = platform.superuser();
        Statement statement = caller.createStatement()) {
      caller.setAutoCommit(false);
      statement.execute(before);
      if (query.equals(ANSWERS)) {
        Scoped.asUser(caller, Organisation.ALICE).bind();
      }
      try (ResultSet rows = statement.executeQuery(query)) {
        rows.next();
        return rows.getString(1);
      } finally {
        caller.rollback();
      }
    }
  }

  /** A caller gets the same answer for a hidden provider as for a missing one. */
  @Test
  void aProviderThatIsNotVisibleIsNotFound() throws SQLException {
    Scoped alice = Scoped.asUser(app, Organisation.ALICE);
    String explain = "select * from explain_provider_access(2, ?)";
    List<List<Object>> missing = alice.rows(explain, Organisation.NO_PROVIDER);

    assertThat(missing.get(0)).startsWith(false, "provider_not_found");
    for (int provider :
        List.of(
            Organisation.UNDISTRIBUTED,
            Organisation.BOBS_OWN,
            Organisation.ADMINS_OWN,
            Organisation.DANS_ORGANIZATION)) {
      assertThat(alice.rows(explain, provider)).isEqualTo(missing);
    }
  }

  private static Set<String> names(String condition) throws SQLException {
    Stream<Object> names =
        superuser
            .column(
                "select proname::text from pg_proc where pronamespace = to_regnamespace(?)"
                    + " and prokind = 'f' and "
                    + condition,
                Platform.SCHEMA)
            .stream();
    return names.map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
  }
}

package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In plain SQL without any condition, users see exactly the rows that they may see. */
class IsolationTest {

  /**
   * What a user sees of each table and view, as a query of a superuser on the tables (a wrong view
   * would be wrong for a superuser too): "me" is the current user. The administrator is 1, Dan is
   * 5, and the organization's providers are 1 to 4 and 9.
   */
  private static final Map<String, String> VISIBLE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("users", "users where id = me or me = 1"),
              Map.entry(
                  "provider_configs",
                  """
                  provider_configs where created_by = me and scope = 'personal'
                    or me = 1 and scope = 'organization'
                    or (me, id) in ((2, 1), (2, 3), (3, 1), (3, 4), (3, 9))
                  """),
              Map.entry(
                  "provider_distributions",
                  """
                  provider_distributions
                  where user_id = me or me = 1
                  """),
              Map.entry("conversations", "conversations where user_id = me"),
              Map.entry("messages", "messages where user_id = me"),
              Map.entry(
                  "usage_statistics",
                  """
                  usage_statistics
                  where user_id = me or me = 1 and provider_id in (1, 2, 3, 4, 9)
                  """),
              Map.entry("audit_logs", "audit_logs where user_id = me or me = 1"),
              Map.entry("audit_seals", "audit_seals where me = 1"),
              Map.entry("model_prices", "model_prices where me < 99"),
              Map.entry(
                  "provider_ways",
                  """
                  (
                    select way.*, p.*
                    from (
                      select created_by as user_id, id as provider_id,
                        null::integer as distribution_id, null::integer as distributed_by
                      from provider_configs where id in (5, 6, 7, 8)
                      union all
                      select user_id, provider_id, id, distributed_by
                      from provider_distributions where id in (1, 2, 3, 6, 7)
                    ) as way
                    join provider_configs as p on p.id = way.provider_id
                  ) as access
                  where user_id = me or me = 1 and provider_id in (1, 2, 3, 4, 9)
                  """),
              Map.entry(
                  "provider_access",
                  """
                  (
                    select way.*, p.*
                    from (
                      select created_by as user_id, id as provider_id,
                        null::integer as distribution_id, null::integer as distributed_by
                      from provider_configs where id in (5, 6, 8)
                      union all
                      select user_id, provider_id, id, distributed_by
                      from provider_distributions where id in (1, 2, 6, 7)
                    ) as way
                    join provider_configs as p on p.id = way.provider_id
                  ) as access
                  where user_id = me or me = 1 and provider_id in (1, 2, 3, 4, 9)
                  """),
              Map.entry(
                  "user_available_providers",
                  """
                  (
                    select p.*, usable.available_to_user
                    from (values (1, 8), (2, 1), (2, 5), (3, 1), (3, 4), (3, 6), (3, 9))
                      as usable (available_to_user, provider_id)
                    join provider_configs as p on p.id = provider_id
                  ) as available
                  where available_to_user = me or me = 1 and scope = 'organization'
                  """),
              Map.entry(
                  "provider_usage_daily",
                  """
                  (
                    select
                      usage_date, provider_id, daily_tokens, daily_cost, daily_requests,
                      nullif(currency, '') as currency
                    from mv_provider_usage_daily
                  ) as daily
                  where (me, provider_id) in ((1, 8), (2, 5), (3, 6))
                    or me = 1 and provider_id in (1, 2, 3, 4, 9)
                  """),
              Map.entry(
                  "usage_facts",
                  """
                  usage_facts
                  where user_id = me or me = 1 and provider_id in (1, 2, 3, 4, 9)
                  """),
              Map.entry(
                  "unpriced_usage",
                  """
                  unpriced_usage
                  where user_id = me or me = 1 and provider_id in (1, 2, 3, 4, 9)
                  """),
              Map.entry(
                  "usage_adjustments",
                  """
                  usage_adjustments
                  where user_id = me or me = 1 and provider_id in (1, 2, 3, 4, 9)
                  """),
              Map.entry(
                  "usage_quarter_hours",
                  """
                  usage_quarter_hours
                  where user_id = me or me = 1 and provider_id in (1, 2, 3, 4, 9)
                  """),
              Map.entry(
                  "usage_days",
                  """
                  usage_days
                  where user_id = me or me = 1 and provider_id in (1, 2, 3, 4, 9)
                  """),
              Map.entry(
                  "usage_of_providers",
                  """
                  usage_of_providers
                  where user_id = me or me = 1 and provider_id in (1, 2, 3, 4, 9)
                  """),
              Map.entry(
                  "usage_totals", "usage_totals where me = 1 and provider_id in (1, 2, 3, 4, 9)")));

  private static OwnedDatabase platform;
  private static Connection app;
  private static Scoped superuser;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    app = platform.app();
    Connection connection = platform.superuser();
    connection.createStatement().execute("analyze");
    superuser = Scoped.asLogin(connection);
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 99})
  void aUserSeesExactlyTheRowsTheyMaySee(int me) throws SQLException {
    Scoped user = Scoped.asUser(app, me);
    for (Map.Entry<String, String> visible : VISIBLE.entrySet()) {
      String columns = readableColumns(visible.getKey());
      String truth = seenBy(visible.getValue(), me);

      assertThat(user.rows("select %s from %s".formatted(columns, visible.getKey())))
          .as(visible.getKey())
          .containsExactlyInAnyOrderElementsOf(
              superuser.rows("select %s from %s".formatted(columns, truth)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 99})
  void theUsageSummaryCountsOnlyWhatTheUserSees(int me) throws SQLException {
    String visible = seenBy(VISIBLE.get("usage_statistics"), me);
    String providers = seenBy(VISIBLE.get("provider_configs"), me);

    assertThat(
            Scoped.asUser(app, me)
                .rows(
                    "select provider_id, unique_users, total_tokens, total_cost"
                        + " from provider_usage_summary"))
        .containsExactlyInAnyOrderElementsOf(
            superuser.rows(
                """
                select p.id, count(distinct s.user_id), coalesce(sum(tokens_used), 0),
                  coalesce(sum(cost), 0)
                from (select * from %s) as p
                left join (select * from %s) as s on s.provider_id = p.id
                where p.is_active group by p.id
                """
                    .formatted(providers, visible)));
  }

  /** An inactive user is nobody. */
  private static String seenBy(String visible, int me) {
    int seeing = me == Organisation.CAROL ? Organisation.NOBODY : me;
    return visible.replaceAll("\\bme\\b", Integer.toString(seeing));
  }

  /** So nobody can forget to list a later table or view here. */
  @Test
  void nobodyReadsATableThatIsNotListedHere() throws SQLException {
    TreeSet<Object> readable = new TreeSet<>(VISIBLE.keySet());
    readable.add("provider_usage_summary");
    List<Object> relations =
        superuser.column(
            "select relname::text from pg_class where relnamespace = to_regnamespace(?)"
                + " and relkind in ('r', 'p', 'v', 'm', 'S', 'f')",
            Platform.SCHEMA);

    assertThat(relations).containsAll(readable).hasSizeGreaterThan(30);
    relations.removeAll(readable);
    for (Object relation : relations) {
      String query = "select from " + relation;
      assertThat(Scoped.asUser(app, 1).attempt(query).denied()).as(query).isTrue();
      assertThat(Scoped.asSystem(app, "a test").attempt(query).denied())
          .as("system work: " + query)
          // whom to erase and whom not, sizes of tables, how fresh roll-ups are and which files
          // were applied, for system work
          .isEqualTo(
              !List.of(
                      "maintenance",
                      "table_health",
                      "index_health",
                      "vacuum_horizon",
                      "lock_room",
                      "usage_watermark",
                      "audit_watermark",
                      "lyss_schema_history",
                      "legal_holds",
                      "erasures",
                      "graduations",
                      "graduated_ids")
                  .contains(relation));
    }
  }

  /** Reached directly, a partition would be judged by its own policies: it is not granted. */
  @Test
  void noPartitionIsReachedDirectly() throws SQLException {
    List<Object> partitions =
        superuser.column(
            "select inhrelid::regclass::text from pg_inherits join pg_class on oid = inhparent"
                + " where relkind = 'p' and relnamespace = to_regnamespace(?)",
            Platform.SCHEMA);

    assertThat(partitions).hasSizeGreaterThanOrEqualTo(18);
    for (Object partition : partitions) {
      for (String statement :
          List.of(
              "select from %s",
              "select id from %s",
              "delete from %s",
              "update %s set user_id = 1",
              "insert into %s default values",
              "truncate %s",
              "copy %s to stdout")) {
        String sql = statement.formatted(partition);
        assertThat(Scoped.asUser(app, 1).attempt(sql).denied()).as(sql).isTrue();
        assertThat(Scoped.asSystem(app, "a test").attempt(sql).denied()).as(sql).isTrue();
      }
    }
  }

  /** The planner's statistics contain values of all users. */
  @Test
  void statisticsOfColumnsAreNotShown() throws SQLException {
    String query = "select tablename, attname from pg_stats where schemaname = '%s'";
    assertThat(superuser.rows(query.formatted(Platform.SCHEMA))).isNotEmpty();
    for (Scoped scope : List.of(Scoped.asUser(app, 1), Scoped.asUser(app, 2))) {
      assertThat(scope.rows(query.formatted(Platform.SCHEMA))).isEmpty();
    }
  }

  private static String readableColumns(String relation) throws SQLException {
    return String.valueOf(
        superuser.value(
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute"
                + " where attrelid = ?::regclass and attnum > 0 and not attisdropped"
                + " and has_column_privilege('authenticated_users', attrelid, attnum, 'select')",
            relation));
  }
}

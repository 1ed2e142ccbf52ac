package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each change by which an answer could end is recorded for hosts that keep answers. */
class AccessChangesTest {

  private static final String NOW = "select pg_current_snapshot()::text";

  private OwnedDatabase platform;
  private Connection connection;
  private Scoped superuser;
  private Scoped system;
  private Scoped alice;

  @BeforeEach
  void open() throws SQLException {
    platform = Platform.withOrganisation();
    connection = platform.superuser();
    superuser = Scoped.asLogin(connection);
    system = Scoped.asSystem(platform.app(), "a test");
    alice = Scoped.asUser(platform.app(), Organisation.ALICE);
  }

  @AfterEach
  void close() throws SQLException {
    platform.close();
  }

  private String snapshot() throws SQLException {
    return (String) superuser.value(NOW);
  }

  /**
   * The changes that a host receives that knows everything up to a snapshot; null if it has to
   * discard all answers. It receives them with an answer.
   */
  private Set<String> toldSince(String snapshot) throws SQLException {
    Set<String> told =
        subjects(superuser.value("select access_changes_since(?::text::pg_snapshot)", snapshot));
    // none while a test has made her inactive: then nothing is kept
    String ask =
        "select changes from answer_provider_access(?, 1, ?::text) where snapshot is not null";
    for (Object answered : alice.column(ask, Organisation.ALICE, snapshot)) {
      assertThat(subjects(answered)).isEqualTo(told);
    }
    return told;
  }

  private static Set<String> subjects(Object told) {
    if (told == null) {
      return null;
    }
    Set<String> subjects = new HashSet<>();
    for (String change : told.equals("") ? new String[0] : ((String) told).split(",")) {
      subjects.add(change.substring(change.indexOf(' ') + 1));
    }
    return subjects;
  }

  /** Each table that the predicate reads, through whichever views. */
  @Test
  void everyTableThatDecidesAccessRecordsEveryKindOfChange() throws SQLException {
    assertThat(
            superuser.rows(
                """
                with recursive reads (oid) as (
                  select 'provider_access'::regclass::oid
                  union
                  select d.refobjid
                  from reads as r
                  join pg_rewrite as w on w.ev_class = r.oid
                  join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
                  where d.refclassid = 'pg_class'::regclass
                )
                select c.relname::text, string_agg(distinct e.name, ' ' order by e.name)
                from reads as r
                join pg_class as c on c.oid = r.oid and c.relkind in ('r', 'p')
                left join pg_trigger as t
                  on t.tgrelid = c.oid and t.tgfoid = 'tell_access_change'::regproc and t.tgenabled = 'O'
                left join (values (4, 'insert'), (8, 'delete'), (16, 'update'), (32, 'truncate')) as e (bit, name)
                  on t.tgtype & e.bit <> 0
                group by 1
                order by 1
                """))
        .containsExactly(
            List.of("provider_configs", "delete insert truncate update"),
            List.of("provider_distributions", "delete insert truncate update"),
            List.of("users", "delete insert truncate update"));
  }

  private Set<List<Object>> access() throws SQLException {
    return new HashSet<>(superuser.rows("select user_id, provider_id from provider_access"));
  }

  /** A change of any column, by somebody whom no rule of a scope holds. */
  private static String anyChange(Random random) {
    int user = 1 + random.nextInt(5);
    int provider = 1 + random.nextInt(9);
    int distribution = 1 + random.nextInt(8);
    return switch (random.nextInt(16)) {
      case 0 -> "update users set is_active = not is_active where id = " + user;
      case 1 -> "update users set role = 'admin' where id = " + user;
      case 2 -> "update users set username = 'u' || random()::text where id = " + user;
      case 3 -> "update provider_configs set is_active = not is_active where id = " + provider;
      case 4 ->
          "update provider_configs set scope = case scope when 'personal' then 'organization' else"
              + " 'personal' end where id = "
              + provider
              + " and not exists (select from provider_distributions where provider_id = "
              + provider
              + ")";
      case 5 ->
          "update provider_configs set created_by = %d where id = %d".formatted(user, provider);
      case 6 -> "update provider_configs set name = 'p' || random()::text where id = " + provider;
      case 7 ->
          "update provider_distributions set is_active = not is_active where id = " + distribution;
      case 8 ->
          "update provider_distributions set valid_until = statement_time() - interval '1 s',"
              + " valid_from = statement_time() - interval '1 day' where id = "
              + distribution;
      case 9 ->
          "update provider_distributions set valid_until = null, valid_from = statement_time() +"
              + " interval '1 day' where id = "
              + distribution;
      case 10 ->
          "update provider_distributions set valid_from = statement_time(), valid_until = null";
      case 13 ->
          "update provider_distributions set valid_until = case when valid_until is null then"
              + " valid_from end where id = "
              + distribution;
      case 14 ->
          "update provider_distributions set valid_from = valid_from + interval '1 day'"
              + " where valid_until is null and id = "
              + distribution;
      case 11 -> "delete from provider_distributions where id = " + distribution;
      case 12 ->
          """
          insert into provider_distributions (provider_id, user_id, distributed_by)
          select p.id, %d, 1 from provider_configs as p where p.id = %d and p.scope = 'organization'
          on conflict do nothing
          """
              .formatted(user, provider);
      default ->
          """
          update provider_distributions as d set user_id = %1$d where id = %2$d and not exists (
            select from provider_distributions as o
            where o.provider_id = d.provider_id and o.user_id = %1$d)
          """
              .formatted(user, distribution);
    };
  }

  private void changeUnlessConstrained(String change) throws SQLException {
    try {
      superuser.change(change);
    } catch (SQLException e) {
      if (!e.getSQLState().startsWith("23")) {
        throw e;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @OneIn(3)
  void eachChangeOfAnAnswerIsRecorded(long seed) throws SQLException {
    Random random = new Random(seed);
    int changed = 0;
    for (int i = 0; i < 120; i++) {
      String change = anyChange(random);
      Set<List<Object>> before = access();
      String snapshot = snapshot();
      changeUnlessConstrained(change);
      Set<List<Object>> after = access();
      Set<List<Object>> differing = new HashSet<>(before);
      differing.addAll(after);
      differing.removeIf(pair -> before.contains(pair) && after.contains(pair));
      Set<String> told = toldSince(snapshot);
      for (List<Object> pair : differing) {
        changed++;
        assertThat(told)
            .as("step %d of seed %d: %s", i, seed, change)
            .containsAnyOf("user:" + pair.get(0), "provider:" + pair.get(1));
      }
    }
    assertThat(changed).isGreaterThan(10);
  }

  @Test
  void changesThatDoNotConcernAccessAreNotRecorded() throws SQLException {
    String snapshot = snapshot();
    superuser.change("update users set username = 'alice two', role = 'user' where id = 2");
    superuser.change(
        "update provider_configs set name = 'shared two', api_base_url = null where id = 1");
    superuser.change("update provider_distributions set distributed_by = distributed_by");
    assertThat(toldSince(snapshot)).isEmpty();
  }

  @Test
  void aTruncatedTableEndsAllAnswers() throws SQLException {
    connection.setAutoCommit(false);
    try {
      run(connection, "truncate provider_distributions");
      // its own change is visible to it, and to nobody else
      assertThat(
              column(
                  connection,
                  "select kind || ':' || id from access_changes where stamp = pg_current_xact_id()"))
          .containsExactly("all:0");
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      List<String> column = new ArrayList<>();
      while (rows.next()) {
        column.add(rows.getString(1));
      }
      return column;
    }
  }

  /** A counter would have passed over the first one, which has the smaller number. */
  @Test
  void aChangeThatCommitsLateIsReturnedThen() throws SQLException {
    try (Connection late = platform.superuser()) {
      late.setAutoCommit(false);
      run(late, "update users set is_active = not is_active where id = 5");
      String first = snapshot();
      superuser.change("update users set is_active = not is_active where id = 3");
      String second = snapshot();
      assertThat(toldSince(first)).containsExactly("user:3");
      assertThat(toldSince(second)).isEmpty();
      late.commit();
      assertThat(toldSince(second)).containsExactly("user:5");
      assertThat(toldSince(snapshot())).isEmpty();
    }
  }

  @Test
  void aChangeThatIsRolledBackIsNotReturned() throws SQLException {
    String snapshot = snapshot();
    try (Connection other = platform.superuser()) {
      other.setAutoCommit(false);
      run(other, "update users set is_active = not is_active where id = 3");
      run(other, "savepoint s");
      run(other, "update users set is_active = not is_active where id = 5");
      run(other, "rollback to s");
      other.commit();
    }
    assertThat(toldSince(snapshot)).containsExactly("user:3");
  }

  /** Both publish on the key of the same user, and the second does not wait for the first. */
  @Test
  void twoAdministratorsDoNotWaitForEachOther() throws SQLException {
    superuser.change(
        """
        insert into provider_configs (name, provider_type, scope, created_by, api_key)
        select 'given ' || n, 'openai', 'organization', 1, api_key
        from provider_configs, generate_series(1, 2) as n where id = 1
        """);
    String give =
        "insert into provider_distributions (provider_id, user_id, distributed_by)"
            + " select id, 2, 1 from provider_configs where name = 'given %d'";
    try (Connection one = platform.superuser();
        Connection two = platform.superuser()) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      run(two, "set local lock_timeout = '1ms'");
      run(one, give.formatted(1));
      run(two, give.formatted(2));
      one.rollback();
      two.rollback();
    }
  }

  /** As a host asks: in the scope of a user, about that user. */
  @Test
  void anAnswerSaysWhatTheCheckSays() throws SQLException {
    for (int user = 1; user <= 5; user++) {
      Scoped asking = Scoped.asUser(platform.app(), user);
      for (int provider = 1; provider <= 9; provider++) {
        assertThat(
                asking.value(
                    "select granted from answer_provider_access(?, ?, null)", user, provider))
            .as("user %d, provider %d", user, provider)
            .isEqualTo(asking.value("select can_user_access_provider(?, ?)", user, provider));
      }
    }
  }

  @Test
  void onlyWhatUsersAskAboutThemselvesIsKept() throws SQLException {
    String snapshot = "select snapshot from answer_provider_access(%d, 1, null)";
    superuser.change("update users set is_active = (id <> 4)");
    assertThat(alice.value(snapshot.formatted(2))).isNotNull();
    assertThat(alice.value(snapshot.formatted(3))).isNull();
    Scoped admin = Scoped.asUser(platform.app(), Organisation.ADMIN);
    assertThat(admin.value(snapshot.formatted(3))).isNull();
    Scoped carol = Scoped.asUser(platform.app(), Organisation.CAROL);
    assertThat(carol.value(snapshot.formatted(4))).as("an inactive user").isNull();
    assertThat(system.attempt(snapshot.formatted(2)).denied()).isTrue();
  }

  /** The scope is bound by a statement of its own, which sees less. */
  @Test
  void aUserWhoBecomesInactiveAfterTheScopeWasBoundIsGrantedNothing() throws SQLException {
    superuser.change("update users set is_active = true where id = 2");
    superuser.change("update provider_configs set is_active = true where id = 5");
    try (Connection app = platform.app()) {
      app.setAutoCommit(false);
      run(app, "select lyss_platform.bind_scope('authenticated_users', '2', '')");
      String ask =
          "select granted::text || ' ' || can_user_access_provider(2, 5)::text"
              + " from answer_provider_access(2, 5, null) where snapshot is not null";
      assertThat(column(app, ask)).containsExactly("true true");
      superuser.change("update users set is_active = false where id = 2");
      assertThat(column(app, ask)).containsExactly("false true");
    } finally {
      superuser.change("update users set is_active = true where id = 2");
    }
  }

  @Test
  void anAnswerEndsWithTheDistributionOrBeginsWithIt() throws SQLException {
    superuser.change("update users set is_active = true where id = 3");
    superuser.change("update provider_configs set is_active = true where id = 1");
    superuser.change("delete from provider_distributions where user_id = 3 and provider_id = 1");
    Scoped bob = Scoped.asUser(platform.app(), Organisation.BOB);
    String ask =
        "select granted || ' ' || coalesce((ends_at = '%s')::text, 'never')"
            + " from answer_provider_access(3, 1, null)";
    assertThat(bob.value(ask.formatted("infinity"))).isEqualTo("false never");
    superuser.change(
        "insert into provider_distributions (provider_id, user_id, distributed_by, valid_from, valid_until)"
            + " values (1, 3, 1, '2100-01-01Z', '2200-01-01Z')");
    assertThat(bob.value(ask.formatted("2100-01-01Z"))).isEqualTo("false true");
    superuser.change(
        "update provider_distributions set valid_from = '2020-01-01Z' where user_id = 3 and provider_id = 1");
    assertThat(bob.value(ask.formatted("2200-01-01Z"))).isEqualTo("true true");
    superuser.change(
        "update provider_distributions set valid_until = null where user_id = 3 and provider_id = 1");
    assertThat(bob.value(ask.formatted("infinity"))).isEqualTo("true never");
  }

  /** A host that was away for longer than changes are kept forgets what it has kept. */
  @Test
  void aHostThatMissesADeletedChangeDiscardsAllAnswers() throws SQLException {
    String away = snapshot();
    superuser.change("update users set is_active = not is_active where id = 3");
    String heard = snapshot();
    superuser.change("update users set is_active = not is_active where id = 3");
    assertThat(toldSince(away)).containsExactly("user:3");
    assertThat((Long) system.value("select forget_access_changes('0')")).isPositive();
    assertThat(superuser.column("select kind || ':' || id from access_changes"))
        .as("the newest one stays")
        .containsExactly("user:3");
    assertThat(toldSince(away)).as("one change is missing").isNull();
    assertThat(toldSince(heard)).containsExactly("user:3");
    assertThat(system.value("select forget_access_changes(null)")).isEqualTo(0L);
  }

  /** Otherwise a host that has not seen it would miss everything that was committed before it. */
  @Test
  void nothingIsForgottenThatIsYoungerThanAnOpenTransaction() throws SQLException {
    try (Connection late = platform.superuser()) {
      late.setAutoCommit(false);
      run(late, "update users set is_active = not is_active where id = 5");
      String snapshot = snapshot();
      superuser.change("update users set is_active = not is_active where id = 2");
      superuser.change("update users set is_active = not is_active where id = 3");
      system.value("select forget_access_changes('0')");
      late.commit();
      assertThat(toldSince(snapshot)).containsExactlyInAnyOrder("user:2", "user:3", "user:5");
    }
  }

  /** As after a restore into a server that has counted fewer transactions. */
  @Test
  void changesWithALaterStampThanTheServersAreNotReturnedAndAreDeleted() throws SQLException {
    String snapshot = snapshot();
    superuser.change(
        "insert into access_changes (stamp, kind, id) values ('9000000000000000000', 'user', 3)");
    assertThat(toldSince(snapshot)).isEmpty();
    system.value("select forget_access_changes('1 day')");
    assertThat(
            superuser.column("select id from access_changes where stamp > '8000000000000000000'"))
        .isEmpty();
  }

  @Test
  void aHostWithTooManyChangesForgetsAllAnswers() throws SQLException {
    String snapshot = snapshot();
    superuser.change(
        "insert into access_changes (kind, id) select 'user', n from generate_series(1, 1000) as n");
    assertThat(toldSince(snapshot)).hasSize(1000);
    superuser.change("insert into access_changes (kind, id) values ('provider', 1)");
    assertThat(toldSince(snapshot)).isNull();
  }

  @Test
  void aHostWithoutASnapshotForgetsAllAnswers() throws SQLException {
    assertThat(toldSince(null)).isNull();
  }
}

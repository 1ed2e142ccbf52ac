package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The view, the functions and the lists agree about who may use which provider. The parameter of a
 * test is the seed of the generated organisation.
 */
class AccessPropertyTest {

  private static final int NOWHERE = 1000;

  private static OwnedDatabase platform;
  private static Connection connection;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.empty();
    // A superuser fills the tables and then becomes the user, all in a transaction that ends with
    // nothing done.
    connection = platform.superuser();
    connection.setAutoCommit(false);
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @OneIn(5)
  void viewFunctionsAndListsAgreeAboutAccess(long seed) throws SQLException {
    AccessModel model = new AccessModel(new Random(seed));
    try {
      execute(model.insert());
      assertAskedWithoutAScope(model);
      Scoped.asSystem(connection, "a test").bind();
      assertSeenFromAbove(model);
      for (AccessModel.User user : model.users) {
        execute("set local role none");
        Scoped.asUser(connection, user.id()).bind();
        assertSeenByOneself(model, user);
        assertConversationsAreOpenedAccordingly(model, user);
        assertSeenOfOthers(model, user);
      }
    } finally {
      connection.rollback();
    }
  }

  /** Without a bound scope: system work asks about everybody, and each user about themselves. */
  private static void assertAskedWithoutAScope(AccessModel model) throws SQLException {
    List<List<Object>> expected = new ArrayList<>();
    for (int user : idsOf(model.users.size())) {
      for (int provider : idsOf(model.providers.size())) {
        boolean granted = model.mayUse(user, provider);
        AccessModel.User self = model.user(user);
        AccessModel.Distribution distribution = model.distribution(user, provider);
        expected.add(
            row(
                user,
                provider,
                granted,
                granted,
                granted,
                model.reason(user, provider),
                distribution == null ? null : distribution.id(),
                distribution == null ? null : distribution.by(),
                granted,
                self == null || !self.active()
                    ? "user_not_found"
                    : model.sees(user, provider)
                        ? model.reason(user, provider)
                        : "provider_not_found",
                distribution == null || !self.active() ? null : distribution.id(),
                distribution == null || !self.active() ? null : distribution.by()));
      }
    }
    assertThat(
            query(
                """
                select u, p, ask_provider_access('lyss_system', '', 'a test', u, p),
                  ask_provider_access('authenticated_users', u::text, '', u, p),
                  above.*, mine.*
                from %s, %s,
                  ask_access_explanation('lyss_system', '', 'a test', u, p) as above,
                  ask_access_explanation('authenticated_users', u::text, '', u, p) as mine
                order by 1, 2
                """
                    .formatted(
                        unnest(model.users.size(), "u"), unnest(model.providers.size(), "p"))))
        .isEqualTo(expected);
  }

  /** System work sees everybody's access. */
  private static void assertSeenFromAbove(AccessModel model) throws SQLException {
    List<List<Object>> expected = new ArrayList<>();
    List<List<Object>> access = new ArrayList<>();
    for (int user : idsOf(model.users.size())) {
      for (int provider : idsOf(model.providers.size())) {
        boolean granted = model.mayUse(user, provider);
        AccessModel.Distribution distribution = model.distribution(user, provider);
        expected.add(
            row(
                user,
                provider,
                granted,
                granted,
                model.reason(user, provider),
                distribution == null ? null : distribution.id(),
                distribution == null ? null : distribution.by()));
        if (granted) {
          access.add(List.of(user, provider));
        }
      }
    }
    assertThat(
            query(
                "select u, p, can_user_access_provider(u, p), e.* from "
                    + unnest(model.users.size(), "u")
                    + ", "
                    + unnest(model.providers.size(), "p")
                    + ", explain_provider_access(u, p) as e order by 1, 2"))
        .isEqualTo(expected);
    assertThat(query("select user_id, provider_id from provider_access"))
        .containsExactlyInAnyOrderElementsOf(access);
    assertThat(query("select available_to_user, id from user_available_providers"))
        .containsExactlyInAnyOrderElementsOf(access);
  }

  private static void assertSeenByOneself(AccessModel model, AccessModel.User user)
      throws SQLException {
    int me = user.id();
    List<List<Object>> expected = new ArrayList<>();
    List<List<Object>> mine = new ArrayList<>();
    for (int provider : idsOf(model.providers.size())) {
      boolean granted = model.mayUse(me, provider);
      expected.add(
          List.of(
              provider,
              granted,
              granted,
              !user.active()
                  ? "user_not_found"
                  : model.sees(me, provider) ? model.reason(me, provider) : "provider_not_found"));
      if (granted) {
        mine.add(List.of(provider));
      }
    }
    assertThat(
            query(
                "select p, can_user_access_provider(%1$d, p), granted, reason from %2$s,"
                        .formatted(me, unnest(model.providers.size(), "p"))
                    + " explain_provider_access(%d, p) order by 1".formatted(me)))
        .isEqualTo(expected);
    assertThat(query("select provider_id from provider_access where user_id = " + me))
        .containsExactlyInAnyOrderElementsOf(mine);
    assertThat(query("select id from user_available_providers where available_to_user = " + me))
        .containsExactlyInAnyOrderElementsOf(mine);
    assertThat(query("select id from provider_configs"))
        .containsExactlyInAnyOrderElementsOf(
            model.providers.stream()
                .filter(provider -> model.sees(me, provider.id()))
                .map(provider -> List.<Object>of(provider.id()))
                .toList());
  }

  /**
   * Administrators may ask about anybody's organization providers; others only about themselves.
   */
  private static void assertSeenOfOthers(AccessModel model, AccessModel.User caller)
      throws SQLException {
    boolean admin = caller.admin() && caller.active();
    List<List<Object>> expected = new ArrayList<>();
    for (int user : idsOf(model.users.size())) {
      for (int provider : idsOf(model.providers.size())) {
        if (user != caller.id()) {
          AccessModel.Provider asked = model.provider(provider);
          boolean seen =
              admin && asked != null && (!asked.personal() || asked.creator() == caller.id());
          boolean granted = seen && model.mayUse(user, provider);
          expected.add(
              List.of(
                  user,
                  provider,
                  granted,
                  granted,
                  !admin || model.user(user) == null
                      ? "user_not_found"
                      : seen ? model.reason(user, provider) : "provider_not_found"));
        }
      }
    }
    assertThat(
            query(
                "select u, p, can_user_access_provider(u, p), granted, reason from "
                    + unnest(model.users.size(), "u")
                    + ", "
                    + unnest(model.providers.size(), "p")
                    + ", explain_provider_access(u, p) where u <> %d order by 1, 2"
                        .formatted(caller.id())))
        .isEqualTo(expected);
  }

  private static void assertConversationsAreOpenedAccordingly(
      AccessModel model, AccessModel.User user) throws SQLException {
    for (int provider : idsOf(model.providers.size())) {
      for (String insert :
          List.of(
              "insert into conversations (title, user_id, provider_id) values ('t', %d, %d)",
              "insert into usage_statistics (user_id, provider_id) values (%d, %d)")) {
        assertThat(isLetThrough(insert.formatted(user.id(), provider)))
            .as(insert, user.id(), provider)
            .isEqualTo(model.mayUse(user.id(), provider));
      }
    }
  }

  private static boolean isLetThrough(String insert) throws SQLException {
    execute("savepoint attempt");
    try {
      execute(insert);
      return true;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo(Outcome.DENIED);
      return false;
    } finally {
      execute("rollback to attempt");
    }
  }

  /** The existing ones, and one that does not exist. */
  private static List<Integer> idsOf(int count) {
    List<Integer> ids = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      ids.add(id);
    }
    ids.add(NOWHERE);
    return ids;
  }

  private static String unnest(int count, String name) {
    return "unnest(array%s) as %s".formatted(idsOf(count), name);
  }

  private static List<Object> row(@Nullable Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<List<Object>> query(String sql) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}

package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.CONVERSATIONS;
import static io.lyss.dao.platform.jooq.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.PageRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statements written with jOOQ run in the scope: row-level security holds without a predicate. */
class JooqTest extends PlatformTest {

  private final User user = platform.user();
  private final User other = platform.user();
  private final Conversation conversation = platform.conversation(user);
  private final Conversation others = platform.conversation(other);

  @Test
  void aSelectWithoutAPredicateSeesOnlyTheUsersOwnRows() {
    List<Long> ids =
        platform
            .as(user)
            .withJooq(
                jooq -> jooq.select(CONVERSATIONS.ID).from(CONVERSATIONS).fetch(CONVERSATIONS.ID));
    assertThat(ids).containsExactly(conversation.id());
    assertThat(
            platform.as(user).<Integer, RuntimeException>withJooq(jooq -> jooq.fetchCount(USERS)))
        .isEqualTo(1);
    assertThat(
            platform.system().<Integer, RuntimeException>withJooq(jooq -> jooq.fetchCount(USERS)))
        .isEqualTo(2);
  }

  @Test
  void anUpdateWithoutAPredicateChangesOnlyTheUsersOwnRows() {
    int changed =
        platform
            .as(user)
            .<Integer, RuntimeException>withJooq(
                jooq -> jooq.update(CONVERSATIONS).set(CONVERSATIONS.TITLE, "all").execute());
    assertThat(changed).isEqualTo(1);
    assertThat(platform.as(other).conversations().get(others.id())).isEqualTo(others);
  }

  /** What the next borrower of the connection would inherit. */
  @Test
  void nothingThatItLeavesOnTheConnectionReachesTheNextOne() throws SQLException {
    for (boolean autoCommit : new boolean[] {true, false}) {
      HikariConfig config = platform.config(1);
      config.setAutoCommit(autoCommit);
      try (HikariDataSource one = new HikariDataSource(config)) {
        PlatformSession me = Platform.over(one).asUser(user.id());
        me.<Integer, RuntimeException>withJooq(
            jooq -> {
              jooq.execute("set session role lyss_system");
              jooq.execute("set row_security = off");
              jooq.execute("set app.current_user_id = '7'");
              jooq.execute("declare kept cursor with hold for select 1");
              jooq.execute("create temp table kept (id int)");
              jooq.execute("listen kept");
              return jooq.execute("select pg_advisory_lock(7)");
            });
        try (Connection next = one.getConnection();
            Statement statement = next.createStatement();
            ResultSet row =
                statement.executeQuery(
                    """
                    select concat_ws(' ', current_setting('role'), current_setting('row_security'),
                      nullif(current_setting('app.current_user_id', true), ''),
                      (select count(*) from pg_cursors where name = 'kept'),
                      to_regclass('pg_temp.kept'), (select count(*) from pg_listening_channels()),
                      (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()))
                    """)) {
          row.next();
          assertThat(row.getString(1)).isEqualTo("none on 0 0 0");
          assertThat(next.getAutoCommit()).isEqualTo(autoCommit);
        }
      }
    }
  }

  @Test
  void workWithJooqIsOneTransaction() {
    assertThatThrownBy(
            () ->
                platform
                    .as(user)
                    .withJooq(
                        jooq -> {
                          jooq.deleteFrom(CONVERSATIONS).execute();
                          return jooq.fetch("select 1 / 0");
                        }))
        .isInstanceOf(org.jooq.exception.DataAccessException.class);
    assertThat(platform.as(user).conversations().list(PageRequest.first(9)).items()).hasSize(1);
  }

  @Test
  void jooqReadsNoColumnThatTheScopeMayNotRead() {
    assertThatThrownBy(
            () ->
                platform
                    .as(user)
                    .withJooq(jooq -> jooq.select(USERS.HASHED_PASSWORD).from(USERS).fetch()))
        .hasMessageContaining("permission denied");
  }
}

package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.platform.jooq.Tables;
import io.lyss.dao.testing.Bound;
import io.lyss.dao.testing.Expect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls inside a transaction of the host. */
class JoiningTest extends PlatformTest {

  private final User user = platform.user();
  private final User other = platform.user();
  private final int provider = platform.personal(user).id();

  @BeforeAll
  void giveTheHostATable() {
    platform
        .database()
        .execute(
            "create table host_orders (id integer); grant all on host_orders to "
                + TestPlatform.APP);
  }

  private interface HostWork {
    void run(Connection host, PlatformSession joined) throws SQLException;
  }

  private void inHost(HostWork work) throws SQLException {
    try (Connection host = platform.pool().getConnection()) {
      host.setAutoCommit(false);
      work.run(host, platform.as(user).joining(host));
      host.rollback();
    }
  }

  private static void order(Connection host, int id) throws SQLException {
    try (Statement statement = host.createStatement()) {
      statement.execute("insert into host_orders values (" + id + ")");
    }
  }

  private boolean isThere(long conversation) {
    return platform.as(user).conversations().find(conversation).isPresent();
  }

  @Test
  void theHostsCommitAndRollbackTakeTheCallsWithThem() throws SQLException {
    long[] opened = new long[2];
    inHost(
        (host, joined) -> {
          order(host, 1);
          opened[0] = joined.conversations().open(provider, "committed").id();
          order(host, 2);
          assertThat(isThere(opened[0])).isFalse();
          host.commit();
          assertThat(isThere(opened[0])).isTrue();
          opened[1] = joined.conversations().open(provider, "rolled back").id();
          order(host, 3);
        });
    assertThat(isThere(opened[0])).isTrue();
    assertThat(isThere(opened[1])).isFalse();
    assertThat(platform.query("select id from host_orders where id < 10 order by id"))
        .containsExactly("1", "2");
  }

  @Test
  void aCallSeesWhatTheTransactionHasDoneAndCommitsNothing() throws SQLException {
    inHost(
        (host, joined) -> {
          long id = joined.conversations().open(provider, "x").id();
          joined.messages().append(id, NewMessage.of(MessageRole.USER, "hello"));
          assertThat(joined.messages().listOldestFirst(id, PageRequest.first(9)).items())
              .hasSize(1);
          assertThat(isThere(id)).isFalse();
        });
  }

  @Test
  void afterARefusedWriteTheHostGoesOnFromItsSavepoint() throws SQLException {
    long[] opened = new long[2];
    inHost(
        (host, joined) -> {
          order(host, 11);
          opened[0] = joined.conversations().open(provider, "before").id();
          Savepoint savepoint = host.setSavepoint();
          Expect.refused(
              "conversations_title_check", () -> joined.conversations().open(provider, ""));
          assertThatExceptionOfType(DatabaseException.class)
              .isThrownBy(() -> joined.conversations().find(opened[0]));
          host.rollback(savepoint);
          assertThat(Bound.to(host)).isEqualTo(Bound.NOTHING);
          order(host, 12);
          opened[1] = joined.conversations().open(provider, "after").id();
          host.commit();
        });
    assertThat(isThere(opened[0])).isTrue();
    assertThat(isThere(opened[1])).isTrue();
    assertThat(platform.query("select id from host_orders where id > 10 order by id"))
        .containsExactly("11", "12");
  }

  @Test
  void twoScopesInOneTransactionAreKeptApart() throws SQLException {
    inHost(
        (host, joined) -> {
          PlatformSession others = platform.as(other).joining(host);
          PlatformSession system = platform.system().joining(host);
          Conversation opened = joined.conversations().open(provider, "x");
          for (int i = 0; i < 8; i++) {
            assertThat(others.conversations().find(opened.id())).isEmpty();
            assertThat(joined.conversations().find(opened.id())).contains(opened);
            assertThat(others.users().list(PageRequest.first(9)).items()).containsExactly(other);
            assertThat(system.users().list(PageRequest.first(9)).items()).contains(user, other);
          }
        });
  }

  @Test
  void aConnectionInAutoCommitModeIsRefusedAndReturnsToItsPool() {
    try (HikariDataSource two = platform.pool(2)) {
      for (int i = 0; i < 3; i++) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> platform.as(user).joining(two.getConnection()))
            .withMessageContaining("auto-commit")
            .withMessageContaining("setAutoCommit(false)");
      }
    }
  }

  @Test
  void aScopeThatTheHostBindsBetweenCallsIsRestored() throws SQLException {
    inHost(
        (host, joined) -> {
          Conversation opened = joined.conversations().open(provider, "x");
          for (Bound bound :
              List.of(
                  new Bound("lyss_system", Map.of("app.system_reason", "it's the host's")),
                  new Bound(
                      "authenticated_users",
                      Map.of("app.current_user_id", Integer.toString(other.id()))))) {
            bound.bind(host, true);
            assertThat(joined.conversations().find(opened.id())).contains(opened);
            assertThat(Bound.to(host)).isEqualTo(bound);
            int seen =
                joined.<Integer, RuntimeException>withJooq(
                    jooq -> jooq.fetchCount(Tables.CONVERSATIONS));
            assertThat(seen).isPositive();
            assertThat(Bound.to(host)).isEqualTo(bound);
            Expect.refused(
                "conversations_title_check",
                () -> joined.useTransaction(part -> part.conversations().open(provider, "")));
            assertThat(Bound.to(host)).isEqualTo(bound);
          }
        });
  }

  @Test
  void aClosedConnectionIsReported() throws SQLException {
    Connection closed = platform.pool().getConnection();
    closed.close();
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> platform.as(user).joining(closed));
  }
}

package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.testing.Bound;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A connection returns to its pool without a scope, whether the call succeeded or failed. */
class ScopeBindingTest extends PlatformTest {

  private final HikariDataSource pool = platform.pool(1);
  private final User user = platform.user();
  private final Conversation conversation = platform.conversation(user);
  private final PlatformSession session = Platform.over(pool).asUser(user.id());
  private final PlatformSession system = Platform.over(pool).asSystem("because");

  @AfterAll
  void closePool() {
    pool.close();
  }

  private void isClean() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(Bound.to(connection)).isEqualTo(Bound.NOTHING);
    }
  }

  private void isCleanAfter(ThrowingCallable call, Class<? extends Throwable> failure)
      throws SQLException {
    assertThat(catchThrowable(call)).isInstanceOf(failure);
    isClean();
  }

  @Test
  void noScopeIsLeftOnTheConnectionAfterCallsThatSucceed() throws SQLException {
    isClean();
    session.conversations().get(conversation.id());
    isClean();
    session.messages().append(conversation.id(), NewMessage.of(MessageRole.USER, "x"));
    isClean();
    system.users().list(PageRequest.first(1));
    isClean();
    session.inTransaction(inner -> inner.users().get(user.id()));
    isClean();
    session.withJooq(jooq -> jooq.fetch("select 1"));
    isClean();
  }

  @Test
  void noScopeIsLeftOnTheConnectionAfterCallsThatFail() throws SQLException {
    isCleanAfter(
        () -> session.conversations().update(conversation.withTitle("")), LyssException.class);
    isCleanAfter(() -> session.providers().apiKey(1), LyssException.class);
    isCleanAfter(() -> session.conversations().get(NEVER), LyssException.class);
    NewUser nameless = new NewUser("", "", TestPlatform.HASH, UserRole.USER);
    isCleanAfter(() -> system.users().create(nameless), LyssException.class);
    isCleanAfter(
        () ->
            session.useTransaction(
                inner -> {
                  inner.users().get(user.id());
                  throw new IOException("the host's own");
                }),
        IOException.class);
    isCleanAfter(
        () -> session.useTransaction(inner -> inner.providers().apiKey(1)), LyssException.class);
    isCleanAfter(
        () ->
            session.withJooq(
                jooq -> {
                  throw new IOException("the host's own");
                }),
        IOException.class);
    isCleanAfter(
        () -> session.withJooq(jooq -> jooq.fetch("select 1 / 0")), RuntimeException.class);
  }

  @Test
  void theLoginItselfSeesNothing() throws SQLException {
    session.users().get(user.id());
    try (Connection connection = pool.getConnection()) {
      assertThat(
              catchThrowable(
                  () -> connection.createStatement().execute("select 1 from lyss_platform.users")))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void everyCallHasItsOwnScopeRightAfterACallInAnother() {
    for (int i = 0; i < 12; i++) {
      assertThat(session.users().list(PageRequest.first(10)).items()).containsExactly(user);
      assertThat(system.users().list(PageRequest.first(10)).items()).contains(user);
      assertThat(system.maintenance().deleteEmptyConversations(Duration.ofDays(9))).isZero();
    }
  }

  /** A pool, a proxy or "alter role ... set role" has set it; each call takes its own. */
  @Test
  void whateverRoleTheConnectionHasEachCallTakesThatOfItsScope() throws SQLException {
    Provider provider = platform.personal(user);
    for (String role : List.of("authenticated_users", "lyss_system", "none")) {
      try (Connection connection = pool.getConnection()) {
        connection.createStatement().execute("set role " + role);
      }
      assertThat(session.users().get(user.id())).isEqualTo(user);
      for (PlatformSession asked : List.of(session, system)) {
        assertThat(asked.providers().canUserAccessProvider(user.id(), provider.id())).isTrue();
        assertThat(asked.providers().canUserAccessProvider(user.id(), NEVER)).isFalse();
        assertThat(asked.providers().explainAccess(user.id(), provider.id()).granted()).isTrue();
      }
    }
  }
}

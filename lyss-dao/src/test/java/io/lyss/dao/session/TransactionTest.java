package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.session.BareService.BareSession;
import io.lyss.dao.testing.Expect;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A function binds the scope of a service: transactions begin and end with it as with any other.
 */
class TransactionTest extends ServiceTest {

  private static final Json NONE = new Json("{}");

  private final UUID tenant = UUID.randomUUID();

  private List<BareSession> each() {
    return List.of(
        services.as(tenant),
        services.system(),
        services.service().asAdministrator(UUID.randomUUID(), "test"));
  }

  private void publish(BareSession session, String key) {
    session.events().publish(tenant, key, "a.b", NONE);
  }

  private List<String> published() {
    return services.drain().stream()
        .filter(event -> event.tenantId().equals(tenant))
        .map(Event::key)
        .toList();
  }

  @Test
  void theTransactionIsCommittedIfTheWorkReturns() {
    for (BareSession session : each()) {
      String answer =
          session.inTransaction(
              inner -> {
                assertThat(inner.scope()).isEqualTo(session.scope());
                publish(inner, "a");
                publish(inner, "b");
                assertThat(published()).isEmpty();
                return "done";
              });
      assertThat(answer).isEqualTo("done");
      assertThat(published()).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void theTransactionIsRolledBackIfTheWorkThrowsAndTheExceptionIsRethrown() {
    IOException thrown = new IOException("checked");
    for (BareSession session : each()) {
      assertThat(
              catchThrowable(
                  () ->
                      session.useTransaction(
                          inner -> {
                            publish(inner, "gone");
                            throw thrown;
                          })))
          .isSameAs(thrown);
    }
    assertThat(published()).isEmpty();
  }

  @Test
  void aRefusedCallRollsBackTheOthersEvenIfItsExceptionIsCaught() {
    for (BareSession session : each()) {
      Expect.refused(
          "outbox_keys_key_check",
          () ->
              session.useTransaction(
                  inner -> {
                    publish(inner, "gone");
                    publish(inner, "");
                  }));
      assertThatExceptionOfType(DatabaseException.class)
          .isThrownBy(
              () ->
                  session.useTransaction(
                      inner -> {
                        publish(inner, "gone");
                        assertThatExceptionOfType(ConstraintException.class)
                            .isThrownBy(() -> publish(inner, ""));
                      }));
    }
    assertThat(published()).isEmpty();
  }

  @Test
  void aTransactionWithinAnotherOrWithinTheHostsIsAPartOfIt() throws SQLException {
    for (BareSession session : each()) {
      session.useTransaction(inner -> publishAndUndo(inner, "inner"));
      try (Connection host = services.pool().getConnection()) {
        host.setAutoCommit(false);
        publishAndUndo(session.joining(host), "joined");
        host.commit();
        publishAndUndo(session.joining(host), "gone");
        host.rollback();
      }
    }
    assertThat(published())
        .containsExactlyInAnyOrder("inner", "inner", "inner", "joined", "joined", "joined");
  }

  /** What is undone takes nothing else with it. */
  private void publishAndUndo(BareSession session, String key) {
    for (int i = 0; i < 2; i++) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  session.useTransaction(
                      part -> {
                        publish(part, "undone");
                        throw new IllegalStateException();
                      }));
    }
    session.useTransaction(part -> publish(part, key));
    assertThat(session.<Integer, RuntimeException>withJooq(jooq -> jooq.fetch("select 1").size()))
        .isEqualTo(1);
  }
}

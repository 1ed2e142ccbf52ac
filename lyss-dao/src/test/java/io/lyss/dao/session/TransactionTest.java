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
  void aTransactionWithinAnotherOrWithinTheHostsIsRefused() throws SQLException {
    for (BareSession session : each()) {
      session.useTransaction(
          inner -> {
            assertThatIllegalStateException().isThrownBy(() -> inner.useTransaction(x -> {}));
            assertThatIllegalStateException().isThrownBy(() -> inner.withJooq(jooq -> 1));
            publish(inner, "k");
          });
      try (Connection host = services.pool().getConnection()) {
        host.setAutoCommit(false);
        BareSession joined = session.joining(host);
        assertThatIllegalStateException().isThrownBy(() -> joined.useTransaction(x -> {}));
        host.rollback();
      }
    }
    assertThat(published()).containsExactly("k", "k", "k");
  }
}

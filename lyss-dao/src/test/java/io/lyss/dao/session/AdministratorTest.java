package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.BareService.BareSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each transaction of a platform administrator publishes one event. */
class AdministratorTest extends ServiceTest {

  private final UUID administrator = UUID.randomUUID();
  private final BareSession session =
      services.service().asAdministrator(administrator, "ticket 7: \"it's\"");

  @BeforeEach
  void drain() {
    services.drain();
  }

  private List<Event> acted() {
    return services.drain().stream()
        .filter(event -> event.type().equals("administrator.acted"))
        .toList();
  }

  private static void read(BareSession session) {
    session.events().listWaiting(0, 1);
  }

  @Test
  void theEventNamesAdministratorAndReasonEvenOfReading() {
    read(session);
    List<Event> events = acted();
    assertThat(events).hasSize(1);
    Event event = events.get(0);
    assertThat(event.tenantId()).isEqualTo(new UUID(0, 0));
    assertThat(event.key()).isEqualTo("administrator:" + administrator + "/" + event.id());
    assertThat(event.actorId()).contains(administrator);
    assertThat(event.reason()).contains("ticket 7: \"it's\"");
    assertThat(event.payload().text()).isEqualTo("{}");
  }

  @Test
  void everyCallInItsOwnTransactionIsOneEvent() {
    for (int i = 0; i < 9; i++) {
      read(session);
    }
    session.withJooq(jooq -> jooq.fetch("select 1"));
    List<Event> events = acted();
    assertThat(events).hasSize(10);
    assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
  }

  @Test
  void aTransactionIsOneEventHoweverManyCallsItHas() {
    session.useTransaction(
        inner -> {
          read(inner);
          inner.events().publish(UUID.randomUUID(), "k", "a.b", new Json("{}"));
          read(inner);
        });
    assertThat(acted()).hasSize(1);
  }

  @Test
  void aJoinedTransactionOfTheHostIsOneEvent() throws SQLException {
    try (Connection host = services.pool().getConnection()) {
      host.setAutoCommit(false);
      BareSession joined = session.joining(host);
      for (int transaction = 0; transaction < 2; transaction++) {
        for (int i = 0; i < 8; i++) {
          read(joined);
        }
        assertThat(acted()).isEmpty();
        host.commit();
        assertThat(acted()).hasSize(1);
      }
    }
  }

  /** The transaction of a report is open as long as the report runs. */
  @Test
  void aTransactionOfAnAdministratorHoldsUpNoOther() throws SQLException {
    try (HikariDataSource impatient = services.impatientPool()) {
      BareSession same = services.service(impatient).asAdministrator(administrator, "again");
      session.useTransaction(
          report -> {
            read(report);
            for (int i = 0; i < 9; i++) {
              read(same);
            }
            same.useTransaction(AdministratorTest::read);
            assertThat(acted()).hasSize(10);
          });
    }
    assertThat(acted()).hasSize(1);
  }

  @Test
  void twoAdministratorsInOneTransactionAreTwoEvents() throws SQLException {
    UUID other = UUID.randomUUID();
    try (Connection host = services.pool().getConnection()) {
      host.setAutoCommit(false);
      BareSession first = session.joining(host);
      BareSession second = services.service().asAdministrator(other, "other").joining(host);
      for (int i = 0; i < 3; i++) {
        read(first);
        read(second);
      }
      host.commit();
    }
    assertThat(acted())
        .extracting(event -> event.actorId().orElseThrow())
        .containsExactlyInAnyOrder(administrator, other);
  }

  @Test
  void aTransactionThatIsRolledBackIsNoEvent() throws SQLException {
    assertThatThrownBy(
        () ->
            session.useTransaction(
                inner -> {
                  read(inner);
                  throw new IllegalStateException("no");
                }));
    try (Connection host = services.pool().getConnection()) {
      host.setAutoCommit(false);
      read(session.joining(host));
      host.rollback();
    }
    assertThat(acted()).isEmpty();
  }

  @Test
  void workAfterARollbackToASavepointIsStillOneEvent() throws SQLException {
    try (Connection host = services.pool().getConnection()) {
      host.setAutoCommit(false);
      BareSession joined = session.joining(host);
      Savepoint savepoint = host.setSavepoint();
      read(joined);
      host.rollback(savepoint);
      read(joined);
      host.commit();
    }
    assertThat(acted()).hasSize(1);
  }

  @Test
  void aCallThatFailsIsNoEvent() {
    assertThatThrownBy(
        () -> session.events().publish(UUID.randomUUID(), "", "a.b", new Json("{}")));
    assertThat(acted()).isEmpty();
  }

  @Test
  void tenantsAndSystemWorkPublishNoSuchEvent() {
    services.as(UUID.randomUUID()).withJooq(jooq -> jooq.fetch("select 1"));
    read(services.system());
    Scope.TenantUser superAdmin =
        new Scope.TenantUser(UUID.randomUUID(), administrator, Set.of(), TenantRole.SUPER_ADMIN);
    services.service().asUser(superAdmin).withJooq(jooq -> jooq.fetch("select 1"));
    assertThat(services.drain()).isEmpty();
  }

  @Test
  void anAdministratorNeedsAReason() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> services.service().asAdministrator(administrator, " "));
    assertThat(session.scope())
        .isEqualTo(new Scope.Administrator(administrator, "ticket 7: \"it's\""));
  }
}

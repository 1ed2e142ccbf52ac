package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reports about a tenant reach a service in any order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(4)
class KnownTenantsTest {

  private static final String EVENT = "thing.happened";

  private final TestDatabase database =
      new TestDatabase(
          LyssDatabase.PROVIDER, LyssDatabase.CHAT, LyssDatabase.MEMORY, LyssDatabase.SHARED);

  private UUID tenant = Ids.next();

  @BeforeEach
  void anotherTenant() {
    tenant = Ids.next();
  }

  @AfterAll
  void close() {
    database.close();
  }

  List<Service<? extends FollowingSession<?>>> services() {
    return List.of(
        ProviderService.over(database.pool()),
        ChatService.over(database.pool()),
        MemoryService.over(database.pool()),
        SharedService.over(database.pool()));
  }

  private static Json state(String status, int second) {
    return new Json(
        "{\"status\": \"%s\", \"changed_at\": \"%s\"}"
            .formatted(status, Instant.EPOCH.plusSeconds(second)));
  }

  private static FollowingSession<?> system(Service<? extends FollowingSession<?>> service) {
    return service.asSystem("test");
  }

  private boolean tell(Service<? extends FollowingSession<?>> service, String status, int second) {
    return system(service).acceptTenant(tenant, state(status, second));
  }

  private FollowingSession<?> user(Service<? extends FollowingSession<?>> service, UUID of) {
    return service.asUser(Scope.TenantUser.of(of, Ids.next()));
  }

  /** Writes something, in the scope of a user. */
  private void write(FollowingSession<?> session) {
    UUID of = ((Scope.TenantUser) session.scope()).tenantId();
    session.events().publish(of, "thing:1", EVENT, Json.EMPTY);
  }

  private boolean isActive(Service<? extends FollowingSession<?>> service) {
    try {
      write(user(service, tenant));
      return true;
    } catch (ScopeDeniedException e) {
      assertThat(e).hasMessageContaining("the tenant is not active");
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("services")
  void aTenantWhoseStatusWasNotReportedIsActive(Service<? extends FollowingSession<?>> service) {
    assertThat(isActive(service)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("services")
  void theLatestStateHoldsWhateverTheOrder(Service<? extends FollowingSession<?>> service) {
    List<String> states = new ArrayList<>(List.of("active", "suspended", "active"));
    for (String last : List.of("active", "suspended", "deleted")) {
      states.set(2, last);
      List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 2, 1, 0));
      for (int i = 0; i < 5; i++) {
        Collections.shuffle(order, new Random(i));
        anotherTenant();
        order.forEach(number -> tell(service, states.get(number), number));
        assertThat(isActive(service))
            .as("%s told %s", states, order)
            .isEqualTo(last.equals("active"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("services")
  void aStateThatIsNotLaterChangesNothing(Service<? extends FollowingSession<?>> service) {
    assertThat(tell(service, "suspended", 2)).isTrue();
    assertThat(tell(service, "suspended", 2)).isFalse();
    assertThat(tell(service, "active", 1)).isFalse();
    assertThat(isActive(service)).isFalse();
    assertThat(tell(service, "active", 3)).isTrue();
    assertThat(isActive(service)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("services")
  void theStatusOfATenantConcernsNoOtherTenant(Service<? extends FollowingSession<?>> service) {
    tell(service, "deleted", 1);
    write(user(service, Ids.next()));
  }

  /** Also one in the same transaction of a host, before and after it. */
  @ParameterizedTest
  @MethodSource("services")
  void aScopeUsesNothingOfAnotherInTheSameTransaction(
      Service<? extends FollowingSession<?>> service) throws SQLException {
    TestDatabase.notOnCitus("a user reads nothing that a function has written before the commit");
    tell(service, "suspended", 1);
    UUID other = Ids.next();
    try (Connection connection = database.pool().getConnection()) {
      connection.setAutoCommit(false);
      write(user(service, other).joining(connection));
      Savepoint before = connection.setSavepoint();
      Expect.denied(() -> write(user(service, tenant).joining(connection)));
      connection.rollback(before);
      write(user(service, other).joining(connection));
      assertThat(system(service).joining(connection).acceptTenant(tenant, state("active", 2)))
          .isTrue();
      write(user(service, tenant).joining(connection));
      connection.commit();
    }
    assertThat(isActive(service)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("services")
  void aPayloadThatIsNoStateOfATenantIsRefused(Service<? extends FollowingSession<?>> service) {
    for (String text : List.of("{}", "{\"status\": \"active\"}", "[]", "null", "1")) {
      Expect.refused(
          "accept_tenant_state",
          "state is no state of a tenant",
          () -> system(service).acceptTenant(tenant, new Json(text)));
    }
    Expect.refused(
        "known_tenants_status_check", () -> system(service).acceptTenant(tenant, state("gone", 1)));
    Expect.refused(
        "known_tenants_tenant_id_check",
        () -> system(service).acceptTenant(new UUID(0, 0), state("suspended", 1)));
    assertThat(isActive(service)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("services")
  void noUserReportsTheStatusOfATenant(Service<? extends FollowingSession<?>> service) {
    Expect.denied(() -> user(service, tenant).acceptTenant(tenant, state("active", 1)));
  }
}

package io.lyss.dao.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.provider.IssuedToken;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.TokenVerification;
import io.lyss.dao.session.Erasure;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.session.Service;
import io.lyss.dao.session.ServiceSession;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.testing.FiveServices;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.NewUser;
import io.lyss.dao.user.TenantDao;
import io.lyss.dao.user.User;
import io.lyss.dao.user.UserService;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Five services in one database, and a relay that reports between them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RelayFixture {

  static final String HASH = "$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0";

  final FiveServices services = new FiveServices();
  final TestDatabase database = services.database;
  final UserService users = services.users;
  final ProviderService providers = services.providers;
  final ChatService chats = services.chats;
  final MemoryService memories = services.memories;
  final SharedService shared = services.shared;
  final Relay relay = services.relay;
  final AtomicInteger names = new AtomicInteger();

  TenantDao tenants() {
    return users.asSystem("test").tenants();
  }

  UUID tenant() {
    return tenants().create(NewTenant.of("T", "t" + names.incrementAndGet())).id();
  }

  User user(UUID tenant) {
    return users
        .asSystem("test")
        .users(tenant)
        .create(NewUser.of("u" + names.incrementAndGet() + "@t.test", PasswordHash.of(HASH)));
  }

  static Scope.TenantUser scope(User user) {
    return Scope.TenantUser.of(user.tenantId(), user.id());
  }

  @BeforeEach
  void nothingWaits() {
    relay.run();
  }

  @AfterEach
  void now() {
    database.resetClock();
    // jobs that have run in the future are due, too
    for (String schema : List.of("user", "provider", "chat", "memory", "shared")) {
      database.database().execute("update lyss_%s.jobs set due_at = null".formatted(schema));
    }
  }

  @AfterAll
  void close() {
    database.close();
  }

  /** The services in which a user of the tenant can write. */
  Set<String> open(UUID tenant) {
    Map<String, Service<? extends ServiceSession<?>>> all =
        Map.of("provider", providers, "chat", chats, "memory", memories, "shared", shared);
    Set<String> open = new HashSet<>();
    all.forEach(
        (name, service) -> {
          try {
            service
                .asUser(Scope.TenantUser.of(tenant, Ids.next()))
                .events()
                .publish(tenant, "thing:1", "thing.happened", Json.EMPTY);
            open.add(name);
          } catch (ScopeDeniedException e) {
            assertThat(e).hasMessageContaining("not active");
          }
        });
    return open;
  }

  List<Service<? extends ServiceSession<?>>> all() {
    return List.of(users, providers, chats, memories, shared);
  }

  /** What one job begins, another one finishes when it is due next; so three times. */
  void runJobs() {
    for (int round = 0; round < 3; round++) {
      database.moveClock(Duration.ofHours(2));
      for (Service<? extends ServiceSession<?>> service : all()) {
        service.asSystem("test").jobs().runDue(Duration.ofSeconds(50));
      }
      relay.run();
    }
  }

  /** Whether a tenant is erased in all services; fails where it is in some. */
  boolean erased(UUID tenant) {
    Set<Boolean> done = new HashSet<>();
    for (Service<? extends ServiceSession<?>> service : all()) {
      PersonalDataDao data = service.asSystem("test").personalData();
      done.add(data.findErasure(tenant, tenant).map(Erasure::done).orElse(false));
    }
    assertThat(done).hasSize(1);
    return done.contains(true);
  }

  TokenVerification.Outcome outcome(IssuedToken token) {
    return providers.verify(token.secret().reveal()).outcome();
  }

  static Json active() {
    return new Json("{\"status\": \"active\", \"changed_at\": \"2999-01-01T00:00:00Z\"}");
  }
}

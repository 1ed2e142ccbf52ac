package io.lyss.dao.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotMigratedException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.provider.ChannelRequest;
import io.lyss.dao.provider.IssuedToken;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.NewChannel;
import io.lyss.dao.provider.NewReservation;
import io.lyss.dao.provider.NewToken;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.provider.Reservation;
import io.lyss.dao.provider.Selection;
import io.lyss.dao.provider.TenantSettings;
import io.lyss.dao.provider.TokenPepper;
import io.lyss.dao.provider.TokenVerification;
import io.lyss.dao.session.Erasure;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.JobDao;
import io.lyss.dao.session.JobSetting;
import io.lyss.dao.session.JobSettings;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.session.Service;
import io.lyss.dao.session.ServiceSession;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.NewUser;
import io.lyss.dao.user.TenantDao;
import io.lyss.dao.user.TenantStatus;
import io.lyss.dao.user.User;
import io.lyss.dao.user.UserService;
import io.lyss.schema.LyssDatabase;
import io.lyss.throwaway.OneIn;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What happens in one service is told to the others, whatever comes between. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(5)
class RelayTest {

  private static final String HASH =
      "$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0";

  private final TestDatabase database =
      new TestDatabase(
          LyssDatabase.USER,
          LyssDatabase.PROVIDER,
          LyssDatabase.CHAT,
          LyssDatabase.MEMORY,
          LyssDatabase.SHARED);
  private final UserService users = UserService.over(database.pool());
  private final ProviderService providers =
      ProviderService.over(database.pool()).tokenPepper(TokenPepper.of(new byte[32]));
  private final ChatService chats = ChatService.over(database.pool());
  private final MemoryService memories = MemoryService.over(database.pool());
  private final SharedService shared = SharedService.over(database.pool());
  private final Relay relay =
      Relay.of(users).providers(providers).chats(chats).memories(memories).shared(shared);
  private final AtomicInteger names = new AtomicInteger();

  private TenantDao tenants() {
    return users.asSystem("test").tenants();
  }

  private UUID tenant() {
    return tenants().create(NewTenant.of("T", "t" + names.incrementAndGet())).id();
  }

  private User user(UUID tenant) {
    return users
        .asSystem("test")
        .users(tenant)
        .create(NewUser.of("u" + names.incrementAndGet() + "@t.test", PasswordHash.of(HASH)));
  }

  private static Scope.TenantUser scope(User user) {
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

  /** In which services a user of the tenant writes. */
  private Set<String> open(UUID tenant) {
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

  @Test
  void allServicesAreToldOfATenant() {
    UUID tenant = tenant();
    UUID other = tenant();
    relay.run();
    tenants().suspend(tenant);
    assertThat(open(tenant)).hasSize(4);
    assertThat(relay.run().failures()).isEmpty();
    assertThat(open(tenant)).isEmpty();
    tenants().restore(tenant);
    relay.run();
    assertThat(open(tenant)).hasSize(4);
    tenants().delete(tenant);
    relay.run();
    assertThat(open(tenant)).isEmpty();
    assertThat(open(other)).hasSize(4);
    assertThat(relay.run().failures()).isEmpty();
    assertThat(relay.run().handled()).isZero();
  }

  @Test
  void whatWasErasedInOneIsErasedInAll() {
    UUID tenant = tenant();
    UUID other = tenant();
    relay.run();
    chats
        .asUser(Scope.TenantUser.of(tenant, Ids.next()))
        .conversations()
        .open(NewConversation.of("m"));
    chats
        .asUser(Scope.TenantUser.of(other, Ids.next()))
        .conversations()
        .open(NewConversation.of("m"));
    tenants().delete(tenant);
    relay.run();
    assertThat(users.asSystem("test").personalData().eraseTenant(tenant, 100).done()).isTrue();
    assertThat(relay.run().failures()).isEmpty();
    assertThat(relay.run().handled()).isZero();
    List<Service<? extends ServiceSession<?>>> all = List.of(providers, chats, memories, shared);
    for (Service<? extends ServiceSession<?>> service : all) {
      service.asSystem("test").jobs().runDue(Duration.ofSeconds(50));
      assertThat(service.asSystem("test").personalData().findErasure(tenant, tenant))
          .hasValueSatisfying(erasure -> assertThat(erasure.done()).isTrue());
      assertThat(service.asSystem("test").personalData().findErasure(other, other)).isEmpty();
    }
    assertThat(
            chats
                .asSystem("test")
                .personalData()
                .findErasure(tenant, tenant)
                .orElseThrow()
                .counts()
                .text())
        .contains("\"conversations\": 1");
    // and what they publish of it concerns nobody
    assertThat(relay.run().failures()).isEmpty();
    assertThat(open(tenant)).isEmpty();
    assertThat(open(other)).hasSize(4);
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> tenants().restore(tenant))
        .withMessageContaining("tenant_erased");
  }

  @Test
  void theProviderServiceIsToldOfTheLimitAndKeepsTheTimeZone() {
    UUID tenant = tenant();
    ZoneId zone = ZoneId.of("Europe/Berlin");
    providers.asSystem("test").tenantSettings(tenant).set(TenantSettings.of(5, zone));
    tenants().update(tenants().get(tenant).withMaxApiCalls(7));
    relay.run();
    TenantSettings known = providers.asSystem("test").tenantSettings(tenant).find().orElseThrow();
    assertThat(known.maxApiCalls()).contains(7);
    assertThat(known.timeZone()).isEqualTo(zone.getId());
  }

  @Test
  void theTokensOfWhoHasLeftAreRevokedAndNoOthers() {
    UUID tenant = tenant();
    User leaving = user(tenant);
    User staying = user(tenant);
    IssuedToken gone = providers.asUser(scope(leaving)).tokens().issue(NewToken.of("a"));
    IssuedToken kept = providers.asUser(scope(staying)).tokens().issue(NewToken.of("b"));
    users.asSystem("test").users(tenant).deactivate(leaving.id());
    relay.run();
    assertThat(outcome(gone)).isEqualTo(TokenVerification.Outcome.REVOKED);
    assertThat(outcome(kept)).isEqualTo(TokenVerification.Outcome.VALID);
    // nor is one accepted that is issued by a scope from before
    assertThat(outcome(providers.asUser(scope(leaving)).tokens().issue(NewToken.of("c"))))
        .isEqualTo(TokenVerification.Outcome.USER_NOT_ACTIVE);
  }

  @Test
  void theTokensOfASuspendedUserAreNotAcceptedUntilThatIsOver() {
    UUID tenant = tenant();
    User ann = user(tenant);
    User bob = user(tenant);
    IssuedToken anns = providers.asUser(scope(ann)).tokens().issue(NewToken.of("a"));
    IssuedToken bobs = providers.asUser(scope(bob)).tokens().issue(NewToken.of("b"));
    users.asSystem("test").users(tenant).suspend(ann.id());
    List<Json> told = new ArrayList<>();
    Relay listening =
        relay.handler(
            (source, event) -> {
              if (event.type().equals("user.status_changed")) {
                told.add(event.payload());
              }
            });
    assertThat(listening.run().failures()).isEmpty();
    assertThat(told).hasSize(1);
    Json suspended = told.get(0);
    assertThat(outcome(anns)).isEqualTo(TokenVerification.Outcome.USER_NOT_ACTIVE);
    assertThat(outcome(bobs)).isEqualTo(TokenVerification.Outcome.VALID);
    users.asSystem("test").users(tenant).activate(ann.id());
    relay.run();
    assertThat(outcome(anns)).isEqualTo(TokenVerification.Outcome.VALID);
    // what comes late changes nothing
    assertThat(providers.asSystem("test").tokens(tenant).acceptUser(ann.id(), suspended)).isFalse();
    assertThat(outcome(anns)).isEqualTo(TokenVerification.Outcome.VALID);
  }

  @Test
  void nothingIsReservedOrSelectedWithATokenOfASuspendedUser() {
    UUID tenant = tenant();
    User ann = user(tenant);
    UUID channel =
        providers
            .asSystem("test")
            .channels(tenant)
            .createForTenant(
                NewChannel.of(
                    "c",
                    providers.asSystem("test").types().get("openai").id(),
                    Ciphertext.of("aes256gcm:k2:bm9uY2Vub25jZW5vbmNlY2lwaGVydGV4dHRhZ3RhZ3RhZw=="),
                    Models.of("m")))
            .id();
    ProviderSession session = providers.asUser(scope(ann));
    ChannelRequest request =
        ChannelRequest.of("m").withToken(session.tokens().issue(NewToken.of("a")).details().id());
    session.quota().reserve(NewReservation.of(request, channel, 1));
    users.asSystem("test").users(tenant).suspend(ann.id());
    relay.run();
    assertThat(session.routing().select(request).outcome())
        .isEqualTo(Selection.Outcome.TOKEN_INVALID);
    assertThat(session.quota().reserve(NewReservation.of(request, channel, 1)).outcome())
        .isEqualTo(Reservation.Outcome.TOKEN_INVALID);
    users.asSystem("test").users(tenant).activate(ann.id());
    relay.run();
    assertThat(session.routing().select(request).outcome()).isEqualTo(Selection.Outcome.SELECTED);
    assertThat(session.quota().reserve(NewReservation.of(request, channel, 1)).outcome())
        .isEqualTo(Reservation.Outcome.RESERVED);
  }

  /** The job begins it in the database of users, and the relay tells the others. */
  @Test
  void theJobErasesTenantsThatWereDeletedLongAgoEverywhere() {
    UUID gone = tenant();
    UUID held = tenant();
    UUID open = tenant();
    JobDao jobs = users.asSystem("test").jobs();
    jobs.set("deleted tenants", JobSettings.UNCHANGED.withKeep(Duration.ofDays(30)));
    tenants().delete(gone);
    tenants().delete(held);
    users.asSystem("test").personalData().hold(held, held, "a court asks for it");
    database.moveClock(Duration.ofDays(29));
    runJobs();
    assertThat(erased(gone)).isFalse();
    database.moveClock(Duration.ofDays(2));
    runJobs();
    assertThat(erased(gone)).isTrue();
    assertThat(erased(held)).isFalse();
    assertThat(erased(open)).isFalse();
    // nor was it begun, after which it could not be restored any more
    assertThat(users.asSystem("test").personalData().findErasure(held, held)).isEmpty();
    assertThat(tenants().restore(held).status()).isEqualTo(TenantStatus.ACTIVE);
    jobs.reset("deleted tenants", JobSetting.KEEP);
  }

  private List<Service<? extends ServiceSession<?>>> all() {
    return List.of(users, providers, chats, memories, shared);
  }

  /** What one job begins, another one finishes when it is due next; so three times. */
  private void runJobs() {
    for (int round = 0; round < 3; round++) {
      database.moveClock(Duration.ofHours(2));
      for (Service<? extends ServiceSession<?>> service : all()) {
        service.asSystem("test").jobs().runDue(Duration.ofSeconds(50));
      }
      relay.run();
    }
  }

  /** Whether a tenant is erased in all services; fails where it is in some. */
  private boolean erased(UUID tenant) {
    Set<Boolean> done = new HashSet<>();
    for (Service<? extends ServiceSession<?>> service : all()) {
      PersonalDataDao data = service.asSystem("test").personalData();
      done.add(data.findErasure(tenant, tenant).map(Erasure::done).orElse(false));
    }
    assertThat(done).hasSize(1);
    return done.contains(true);
  }

  private TokenVerification.Outcome outcome(IssuedToken token) {
    return providers.verify(token.secret().reveal()).outcome();
  }

  /** Who is back has new tokens, which an event that comes again does not take away. */
  @Test
  void aHostThatDiesBeforeItHasSaidThatItIsDoneIsFollowedByAnother() {
    UUID tenant = tenant();
    User user = user(tenant);
    relay.run();
    users.asSystem("test").users(tenant).deactivate(user.id());
    tenants().suspend(tenant);
    List<String> seen = new ArrayList<>();
    Relay dying =
        relay.handler(
            (source, event) -> {
              seen.add(event.type());
              throw new IllegalStateException("the host dies");
            });
    assertThat(dying.run().failures())
        .extracting(failure -> failure.failure().event().type())
        .containsExactlyInAnyOrder("user.status_changed", "tenant.suspended");
    assertThat(open(tenant)).isEmpty();
    tenants().restore(tenant);
    users.asSystem("test").users(tenant).activate(user.id());
    providers.asSystem("test").acceptTenant(tenant, active());
    IssuedToken fresh = providers.asUser(scope(user)).tokens().issue(NewToken.of("new"));
    database.moveClock(Duration.ofHours(2));
    List<String> then = new ArrayList<>();
    assertThat(relay.handler((source, event) -> then.add(event.type())).run().failures()).isEmpty();
    assertThat(then).containsAll(seen).contains("tenant.restored");
    assertThat(outcome(fresh)).isEqualTo(TokenVerification.Outcome.VALID);
    assertThat(open(tenant)).hasSize(4);
  }

  private static Json active() {
    return new Json("{\"status\": \"active\", \"changed_at\": \"2999-01-01T00:00:00Z\"}");
  }

  @Test
  void whereOneServiceIsDownTheOthersAreToldAndItIsToldLater() {
    UUID tenant = tenant();
    UUID other = tenant();
    relay.run();
    tenants().suspend(tenant);
    ChatService down = ChatService.over(database.pool()).schema("lyss_chat_that_is_not_there");
    Relay broken =
        Relay.of(users).chats(down).providers(providers).memories(memories).shared(shared);
    // nor can its own outbox be read
    assertThatExceptionOfType(NotMigratedException.class).isThrownBy(broken::run);
    assertThat(open(tenant)).containsExactly("chat");
    // nor does it hold up what is told later of the same tenant
    tenants().restore(tenant);
    assertThatExceptionOfType(NotMigratedException.class).isThrownBy(broken::run);
    assertThat(open(tenant)).hasSize(4);
    tenants().suspend(tenant);
    assertThatExceptionOfType(NotMigratedException.class).isThrownBy(broken::run);
    assertThat(open(tenant)).containsExactly("chat");
    assertThat(users.asSystem("test").events().listWaiting(1, 10))
        .singleElement()
        .satisfies(waiting -> assertThat(waiting.key()).isEqualTo("relay:chat/tenant:" + tenant));
    database.moveClock(Duration.ofHours(2));
    assertThat(relay.run().failures()).isEmpty();
    assertThat(open(tenant)).isEmpty();
    assertThat(open(other)).hasSize(4);
  }

  @Test
  void anEventThatCannotBeHandledHoldsUpNoOtherKey() {
    UUID poisoned = tenant();
    UUID tenant = tenant();
    relay.run();
    tenants().suspend(poisoned);
    tenants().suspend(tenant);
    List<Event> handled = new ArrayList<>();
    Relay picky =
        relay.handler(
            (source, event) -> {
              if (event.tenantId().equals(poisoned)) {
                throw new IllegalStateException("not this one");
              }
              handled.add(event);
            });
    assertThat(picky.run().failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.source()).isEqualTo("user");
              assertThat(failure.failure().cause()).hasMessage("not this one");
            });
    assertThat(handled).extracting(Event::tenantId).contains(tenant);
    tenants().restore(poisoned);
    assertThat(picky.run().failures()).isEmpty();
    // told, though the host cannot do its part; what came later waits for it
    assertThat(open(poisoned)).isEmpty();
    database.moveClock(Duration.ofHours(2));
    relay.run();
    assertThat(open(poisoned)).hasSize(4);
  }

  @Test
  void manyHostsAtOnceLeaveAllServicesWithTheLastState() throws Exception {
    List<UUID> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(tenant());
    }
    Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
    Relay counting =
        relay.handler(
            (source, event) ->
                handled
                    .computeIfAbsent(event.id().toString(), id -> new AtomicInteger())
                    .incrementAndGet());
    List<Callable<Object>> work = new ArrayList<>();
    for (int host = 0; host < 3; host++) {
      work.add(
          () -> {
            for (int i = 0; i < 15; i++) {
              counting.run();
            }
            return true;
          });
    }
    work.add(
        () -> {
          Random random = new Random(7);
          for (int i = 0; i < 60; i++) {
            UUID tenant = all.get(random.nextInt(all.size()));
            switch (random.nextInt(3)) {
              case 0 -> tenants().suspend(tenant);
              case 1 -> tenants().restore(tenant);
              default -> tenants().delete(tenant);
            }
          }
          return true;
        });
    Parallel.run(work);
    assertThat(relay.run().failures()).isEmpty();
    for (UUID tenant : all) {
      boolean active = tenants().get(tenant).status() == TenantStatus.ACTIVE;
      assertThat(open(tenant)).hasSize(active ? 4 : 0);
    }
    assertThat(handled).isNotEmpty();
  }
}

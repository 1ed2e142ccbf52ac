package io.lyss.dao.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.chat.ChatService;
import io.lyss.dao.error.NotMigratedException;
import io.lyss.dao.provider.IssuedToken;
import io.lyss.dao.provider.NewToken;
import io.lyss.dao.provider.TokenVerification;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.user.TenantStatus;
import io.lyss.dao.user.User;
import io.lyss.throwaway.OneIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each service learns the latest state, whatever fails on the way. */
@OneIn(5)
class RelayAtLeastOnceTest extends RelayFixture {

  /** A user who is back has new tokens, which an event that is delivered again does not revoke. */
  @Test
  void anotherHostDeliversAgainWhatADyingHostDidNotComplete() {
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

  @Test
  void reportsReachTheOtherServicesWhileOneIsDownAndThatOneLater() {
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
    // nor does it hold up later reports about the same tenant
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
    // reported, though the host cannot do its part; later reports wait for it
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

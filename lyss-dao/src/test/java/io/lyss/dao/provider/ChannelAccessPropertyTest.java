package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.PROVIDER_CHANNELS;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.QuickRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** All calls give the same, correct answer to who sees, uses and changes a channel. */
@Alone
class ChannelAccessPropertyTest extends ProviderServiceTest {

  private static final PageRequest ALL = PageRequest.first(1000);
  private static final String UNLIMITED = "quota = -1, used_quota = 0";

  private final Seed seed = new Seed();
  private final Random random = seed.random();
  private final List<UUID> tenants = List.of(Ids.next(), Ids.next());
  private final List<UUID> groups = List.of(Ids.next(), Ids.next(), Ids.next());
  private final List<Scope.TenantUser> scopes = new ArrayList<>();
  private final List<Channel> channels = new ArrayList<>();

  // What the test has set: kept here, and never read from the database.
  private final Map<UUID, String> states = new HashMap<>();

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void populate() {
    for (int i = 0; i < 10; i++) {
      Set<UUID> some = new HashSet<>();
      for (int j = random.nextInt(3); j > 0; j--) {
        some.add(any(groups));
      }
      scopes.add(
          new Scope.TenantUser(any(tenants), Ids.next(), some, any(List.of(TenantRole.values()))));
    }
    for (int i = 0; i < 40; i++) {
      NewChannel asked = providers.newChannel("m");
      ChannelDao system = providers.system().channels(any(tenants));
      channels.add(
          switch (random.nextInt(3)) {
            case 0 -> providers.personal(any(scopes), asked);
            case 1 -> system.createForGroup(any(groups), asked);
            default -> system.createForTenant(asked);
          });
    }
  }

  private void changeStates() {
    for (Channel channel : channels) {
      String state =
          any(
              List.of(
                  "available", "available", "disabled", "exhausted", "cooling", "model cooling"));
      states.put(channel.id(), state);
      providers.set(channel, UNLIMITED);
      ChannelDao system = providers.system().channels(channel.tenantId());
      RoutingDao routing = providers.system().routing(channel.tenantId());
      system.enable(channel.id());
      Attempt attempt = providers.attempt(channel.id(), "m");
      switch (state) {
        case "disabled" -> system.disable(channel.id());
        case "exhausted" -> providers.set(channel, "quota = 5, used_quota = 5");
        case "cooling" -> routing.reportFailure(attempt, failure(ChannelFailure.ofChannel()));
        case "model cooling" -> routing.reportFailure(attempt, failure(ChannelFailure.ofModel()));
        default -> {
          // as it is
        }
      }
    }
  }

  private static ChannelFailure failure(ChannelFailure of) {
    return of.withRetryAfter(Duration.ofHours(1));
  }

  private static boolean admin(Scope.TenantUser scope) {
    return scope.role() != TenantRole.END_USER;
  }

  private static boolean sees(Scope.TenantUser scope, Channel channel) {
    return channel.tenantId().equals(scope.tenantId())
        && switch (channel.scope()) {
          case TENANT -> true;
          case GROUP -> admin(scope) || scope.groupIds().contains(channel.groupId().get());
          case PERSONAL -> channel.ownerId().get().equals(scope.userId());
        };
  }

  private boolean uses(Scope.TenantUser scope, Channel channel) {
    return sees(scope, channel)
        && (channel.scope() != ChannelScope.GROUP
            || scope.groupIds().contains(channel.groupId().get()))
        && states.get(channel.id()).equals("available");
  }

  private static boolean changes(Scope.TenantUser scope, Channel channel) {
    return sees(scope, channel) && (channel.scope() == ChannelScope.PERSONAL || admin(scope));
  }

  @Test
  void allCallsAgreeOnWhoMayDoWhat() {
    populate();
    int granted = 0;
    for (int round = 0; round < QuickRun.some(3); round++) {
      changeStates();
      for (Scope.TenantUser scope : scopes) {
        granted += check(scope, providers.as(scope));
      }
    }
    assertThat(granted).as("some access, or nothing was tried: %s", seed).isPositive();
  }

  private List<UUID> ids(Predicate<Channel> which) {
    return channels.stream().filter(which).map(Channel::id).toList();
  }

  private int check(Scope.TenantUser scope, ProviderSession session) {
    ChannelDao dao = session.channels();
    List<UUID> seen = ids(channel -> sees(scope, channel));
    assertThat(dao.list(ALL).items()).as("list, %s", seed).extracting(Channel::id).isEqualTo(seen);
    assertThat(ids(channel -> dao.find(channel.id()).isPresent()))
        .as("find, %s", seed)
        .isEqualTo(seen);
    List<UUID> allowedByPolicy =
        session.withJooq(
            jooq ->
                jooq.select(PROVIDER_CHANNELS.ID)
                    .from(PROVIDER_CHANNELS)
                    .orderBy(PROVIDER_CHANNELS.ID)
                    .fetch(PROVIDER_CHANNELS.ID));
    assertThat(allowedByPolicy).as("policy, %s", seed).isEqualTo(seen);

    List<UUID> used = ids(channel -> uses(scope, channel));
    assertThat(dao.listUsable("m", ALL).items())
        .as("list of usable, %s", seed)
        .extracting(Channel::id)
        .isEqualTo(used);
    assertThat(ids(channel -> dao.canUse(channel.id(), "m"))).as("check, %s", seed).isEqualTo(used);
    assertThat(ids(channel -> dao.explainAccess(channel.id(), "m").granted()))
        .as("explanation, %s", seed)
        .isEqualTo(used);
    assertThat(selectable(session))
        .as("selection, %s", seed)
        .containsExactlyInAnyOrderElementsOf(used);

    assertThat(ids(channel -> isChanged(dao, channel)))
        .as("change, %s", seed)
        .isEqualTo(ids(channel -> changes(scope, channel)));
    return used.size();
  }

  private Set<UUID> selectable(ProviderSession session) {
    Set<UUID> tried = new HashSet<>();
    while (true) {
      Selection selection = session.routing().select(ChannelRequest.of("m").excluding(tried));
      if (selection.channel().isEmpty()) {
        return tried;
      }
      assertThat(tried.add(selection.channel().get().channelId())).isTrue();
    }
  }

  private boolean isChanged(ChannelDao dao, Channel channel) {
    Channel read = providers.system().channels(channel.tenantId()).get(channel.id());
    try {
      dao.update(read.withShare(new NewChannel.Share(1, 1)));
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }
}

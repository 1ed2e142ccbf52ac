package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.QuickRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The choice follows from the key, and is in proportion to the weights. */
@Alone
class SelectionPropertyTest extends ProviderServiceTest {

  private final UUID tenant = Ids.next();
  private final ProviderSession user = providers.as(TestProviders.user(tenant));

  /** A channel as the test knows it. */
  private record Known(UUID id, int priority, int weight, boolean eligible) {}

  private static Optional<UUID> expected(List<Known> channels, Set<UUID> excluded, String key) {
    List<Known> eligible =
        channels.stream().filter(c -> c.eligible() && !excluded.contains(c.id())).toList();
    int highest = eligible.stream().mapToInt(Known::priority).max().orElse(0);
    List<Known> candidates = eligible.stream().filter(c -> c.priority() == highest).toList();
    return Rendezvous.choice(key, candidates, Known::id, Known::weight).map(Known::id);
  }

  private Optional<UUID> chosen(ProviderSession session, ChannelRequest request) {
    return session.routing().select(request).channel().map(SelectedChannel::channelId);
  }

  @Test
  void theDatabaseChoosesWhatTheModelChooses() {
    Seed seed = new Seed();
    Random random = seed.random();
    for (int round = 0; round < QuickRun.some(10); round++) {
      UUID some = Ids.next();
      List<Known> channels = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        channels.add(create(some, random));
      }
      ProviderSession session = providers.as(TestProviders.user(some));
      for (int i = 0; i < 20; i++) {
        Set<UUID> excluded = new HashSet<>();
        channels.stream()
            .map(Known::id)
            .filter(id -> random.nextInt(4) == 0)
            .forEach(excluded::add);
        String key = "k".repeat(random.nextInt(30)) + random.nextInt();
        ChannelRequest request = ChannelRequest.of("m").excluding(excluded).withKey(key);
        assertThat(chosen(session, request))
            .as("%s of %s without %s, %s", key, channels, excluded, seed)
            .isEqualTo(expected(channels, excluded, key));
      }
    }
  }

  private Known create(UUID of, Random random) {
    int priority = 1 + random.nextInt(3);
    int weight = 1 + random.nextInt(20);
    boolean supports = random.nextInt(4) > 0;
    Channel channel =
        providers.channel(
            of, providers.newChannel(supports ? "m" : "n").withShare(priority, weight));
    boolean spoilt = random.nextInt(3) == 0;
    if (spoilt) {
      switch (random.nextInt(3)) {
        case 0 -> providers.system().channels(of).disable(channel.id());
        case 1 -> providers.set(channel, "quota = 1, used_quota = 1");
        default -> providers.fail(channel);
      }
    }
    return new Known(channel.id(), priority, weight, supports && !spoilt);
  }

  @Test
  void withoutAKeyChannelsAreChosenInProportionToTheirWeights() {
    int[] weights = {1, 2, 3, 14};
    List<UUID> ids = new ArrayList<>();
    for (int weight : weights) {
      ids.add(providers.channel(tenant, providers.newChannel("m").withShare(5, weight)).id());
    }
    providers.channel(tenant, providers.newChannel("m").withShare(4, 1000));
    int draws = QuickRun.some(2000);
    int[] counts = new int[weights.length];
    for (int i = 0; i < draws; i++) {
      counts[ids.indexOf(chosen(user, ChannelRequest.of("m")).orElseThrow())]++;
    }
    double chiSquare = 0;
    for (int i = 0; i < weights.length; i++) {
      double expected = draws * weights[i] / 20.0;
      chiSquare += Math.pow(counts[i] - expected, 2) / expected;
    }
    // 3 degrees of freedom: exceeded once in 10,000 times
    assertThat(chiSquare).isLessThan(21.1);
  }

  @Test
  void whenAChannelGoesOnlyItsKeysMoveAndTheyComeBackWithIt() {
    UUID some = Ids.next();
    ProviderSession session = providers.as(TestProviders.user(some));
    List<Known> channels = new ArrayList<>();
    for (int weight : new int[] {1, 2, 3, 14}) {
      UUID id = providers.channel(some, providers.newChannel("m").withShare(5, weight)).id();
      channels.add(new Known(id, 5, weight, true));
    }
    List<String> keys = IntStream.range(0, 200).mapToObj(i -> "conversation " + i).toList();
    Map<String, UUID> all = choices(session, keys);
    assertThat(all).isEqualTo(expected(keys, channels));
    assertThat(new HashSet<>(all.values())).hasSize(channels.size());
    for (Known gone : channels) {
      providers.system().channels(some).disable(gone.id());
      List<Known> left = channels.stream().filter(c -> c != gone).toList();
      Map<String, UUID> without = choices(session, keys);
      assertThat(without).isEqualTo(expected(keys, left));
      assertThat(keys)
          .filteredOn(key -> !without.get(key).equals(all.get(key)))
          .isEqualTo(keys.stream().filter(key -> all.get(key).equals(gone.id())).toList());
      providers.system().channels(some).enable(gone.id());
    }
    assertThat(choices(session, keys)).isEqualTo(all);
  }

  private Map<String, UUID> choices(ProviderSession session, List<String> keys) {
    ChannelRequest request = ChannelRequest.of("m");
    return keys.stream()
        .collect(
            Collectors.toMap(
                key -> key, key -> chosen(session, request.withKey(key)).orElseThrow()));
  }

  private static Map<String, UUID> expected(List<String> keys, List<Known> channels) {
    return keys.stream()
        .collect(
            Collectors.toMap(key -> key, key -> expected(channels, Set.of(), key).orElseThrow()));
  }
}

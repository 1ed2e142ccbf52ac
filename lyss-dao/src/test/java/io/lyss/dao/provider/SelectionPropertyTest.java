package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The choice follows from the random number, and is in proportion to the weights. */
class SelectionPropertyTest extends ProviderServiceTest {

  private final UUID tenant = Ids.next();
  private final ProviderSession user = providers.as(TestProviders.user(tenant));

  /** A channel as the test knows it. */
  private record Known(UUID id, int priority, int weight, boolean eligible) {}

  private static Optional<UUID> expected(List<Known> channels, Set<UUID> excluded, double random) {
    List<Known> eligible =
        channels.stream().filter(c -> c.eligible() && !excluded.contains(c.id())).toList();
    int highest = eligible.stream().mapToInt(Known::priority).max().orElse(0);
    List<Known> candidates =
        eligible.stream()
            .filter(c -> c.priority() == highest)
            .sorted(Comparator.comparing(c -> c.id().toString()))
            .toList();
    double point = random * candidates.stream().mapToInt(Known::weight).sum();
    int upToHere = 0;
    for (Known candidate : candidates) {
      upToHere += candidate.weight();
      if (upToHere > point) {
        return Optional.of(candidate.id());
      }
    }
    return Optional.empty();
  }

  @Test
  void theDatabaseChoosesWhatTheModelChooses() {
    Seed seed = new Seed();
    Random random = seed.random();
    for (int round = 0; round < 10; round++) {
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
        double number = random.nextDouble();
        assertThat(
                session
                    .routing()
                    .select(ChannelRequest.of("m").excluding(excluded), number)
                    .channel()
                    .map(SelectedChannel::channelId))
            .as("%s of %s without %s, %s", number, channels, excluded, seed)
            .isEqualTo(expected(channels, excluded, number));
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
        default -> providers.system().routing(of).reportFailure(channel.id());
      }
    }
    return new Known(channel.id(), priority, weight, supports && !spoilt);
  }

  @Test
  void channelsAreChosenInProportionToTheirWeights() {
    int[] weights = {1, 2, 3, 14};
    List<UUID> ids = new ArrayList<>();
    for (int weight : weights) {
      ids.add(providers.channel(tenant, providers.newChannel("m").withShare(5, weight)).id());
    }
    providers.channel(tenant, providers.newChannel("m").withShare(4, 1000));
    int draws = 2000;
    int[] counts = new int[weights.length];
    Random random = new Random(7);
    for (int i = 0; i < draws; i++) {
      UUID chosen =
          user.routing()
              .select(ChannelRequest.of("m"), random.nextDouble())
              .channel()
              .orElseThrow()
              .channelId();
      counts[ids.indexOf(chosen)]++;
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
  void theEndsOfTheRangeChooseTheEndsOfTheList() {
    UUID some = Ids.next();
    ProviderSession session = providers.as(TestProviders.user(some));
    UUID first = providers.channel(some, providers.newChannel("m").withShare(1, 1)).id();
    providers.channel(some, providers.newChannel("m").withShare(1, 997));
    UUID last = providers.channel(some, providers.newChannel("m").withShare(1, 1)).id();
    assertThat(chosen(session, 0)).isEqualTo(first);
    assertThat(chosen(session, Math.nextDown(1.0))).isEqualTo(last);
    for (double wrong : new double[] {-0.1, 1, Double.NaN, Double.POSITIVE_INFINITY}) {
      Expect.refused("", () -> session.routing().select(ChannelRequest.of("m"), wrong));
    }
  }

  private static UUID chosen(ProviderSession session, double random) {
    return session
        .routing()
        .select(ChannelRequest.of("m"), random)
        .channel()
        .orElseThrow()
        .channelId();
  }
}

package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.QuickRun;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Health is what the model says, whatever is reported, in whatever order and however late. */
@Alone
class ChannelHealthPropertyTest extends ProviderServiceTest {

  private static final int STEPS = Integer.getInteger("lyss.steps", QuickRun.some(800));

  private final Seed seed = new Seed();
  private final Random random = seed.random();

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  @Test
  void theDatabaseDoesWhatTheModelDoes() {
    HealthWorld world = new HealthWorld(providers, 1, 2, 5);
    HealthWorld.pass(providers, List.of(world), 0);
    Set<UUID> disabled = new HashSet<>();
    try {
      for (int i = 0; i < STEPS; i++) {
        step(world, disabled);
        world.compareRows();
        if (i % 20 == 0) {
          world.compareAnswers(disabled);
        }
      }
    } catch (AssertionError e) {
      throw new AssertionError(seed + ": " + e.getMessage(), e);
    }
    assertThat(world.sent).as("%s", seed).anyMatch(sent -> sent.request().probe());
  }

  private void step(HealthWorld world, Set<UUID> disabled) {
    int kind = random.nextInt(20);
    if (kind < 7 || world.sent.isEmpty()) {
      world.select(any(HealthWorld.MODELS), "key " + random.nextInt(10));
    } else if (kind < 10) {
      world.success(report(world));
    } else if (kind < 16) {
      world.failure(report(world), random.nextInt(3) == 0, retryAfter());
    } else if (kind < 19) {
      HealthWorld.pass(providers, List.of(world), any(List.of(1L, 20L, 40L, 70L, 700L)));
    } else {
      UUID channel = any(world.channels);
      boolean enabled = random.nextInt(3) > 0;
      world.set(channel, enabled);
      if (enabled) {
        disabled.remove(channel);
      } else {
        disabled.add(channel);
      }
    }
  }

  /** One of the last requests, or any: some report at once, some late, some again. */
  private HealthWorld.Sent report(HealthWorld world) {
    int size = world.sent.size();
    return random.nextInt(4) > 0
        ? world.sent.get(size - 1 - random.nextInt(Math.min(4, size)))
        : any(world.sent);
  }

  private Optional<Duration> retryAfter() {
    return random.nextInt(3) > 0
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(random.nextInt(8) == 0 ? 100_000 : random.nextInt(300)));
  }
}

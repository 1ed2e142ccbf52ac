package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.testing.Alone;
import io.lyss.throwaway.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * All pairs of two calls at once: the second begins before the first has ended its transaction. The
 * result is the same as if the second had begun afterwards. Only a selection waits for nobody.
 */
@Alone
@Whole("ChannelHealthInterleavingTest has some of the pairs wait for each other")
class ChannelHealthConcurrencyTest extends ProviderServiceTest {

  private static final Instant START = Instant.parse("2901-01-01T00:00:00Z");
  private static final ChannelRequest REQUEST = ChannelRequest.of("m");

  private enum Call {
    SELECT,
    SUCCESS,
    MODEL_FAILED,
    CHANNEL_FAILED,
    ENABLE,
    DELETE
  }

  private enum Health {
    WORKING,
    DUE,
    BEING_TRIED
  }

  private static final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A channel of a tenant of its own, and the last request that was sent through it. */
  private final class World {

    private final UUID tenant = Ids.next();
    private final ProviderSession admin = providers.as(TestProviders.admin(tenant));
    private final UUID channel = providers.channel(tenant, providers.newChannel("m")).id();
    private Attempt attempt = attempt();

    private Attempt attempt() {
      return admin.routing().select(REQUEST).channel().orElseThrow().attempt();
    }

    private World in(Health health) {
      if (health != Health.WORKING) {
        Attempt failing = attempt();
        admin.routing().reportFailure(failing, ChannelFailure.ofModel());
        admin.routing().reportFailure(failing, ChannelFailure.ofChannel());
      }
      return this;
    }

    private void send(Health health) {
      if (health == Health.BEING_TRIED) {
        attempt = attempt();
      }
    }

    private String call(ProviderSession in, Call call) {
      return switch (call) {
        case SELECT -> String.valueOf(in.routing().select(REQUEST).outcome());
        case SUCCESS -> String.valueOf(in.routing().reportSuccess(attempt));
        case MODEL_FAILED ->
            String.valueOf(in.routing().reportFailure(attempt, ChannelFailure.ofModel()));
        case CHANNEL_FAILED ->
            String.valueOf(
                in.routing()
                    .reportFailure(
                        attempt,
                        ChannelFailure.ofChannel().withRetryAfter(Duration.ofSeconds(90))));
        case ENABLE, DELETE -> {
          try {
            if (call == Call.ENABLE) {
              yield String.valueOf(in.channels().enable(channel).failures());
            }
            in.channels().delete(channel);
            yield "deleted";
          } catch (NotFoundException e) {
            yield "not found";
          }
        }
      };
    }

    private List<String> rows() {
      return providers.query(
          """
          select concat_ws(' ', model, failures, retry_at, probe_until, epoch)
          from lyss_provider.channel_health where channel_id = '%1$s'
          union all
          select type || payload from lyss_provider.outbox_events where key = 'channel:%1$s'
          order by 1
          """
              .formatted(channel));
    }
  }

  private record Pair(Health health, Call first, Call second, boolean commit) {}

  @Test
  void everyPairComesToWhatItComesToOneAfterTheOther() throws Exception {
    List<Pair> pairs = new ArrayList<>();
    for (Health health : Health.values()) {
      for (Call first : Call.values()) {
        for (Call second : Call.values()) {
          pairs.add(new Pair(health, first, second, true));
          pairs.add(new Pair(health, first, second, false));
        }
      }
    }
    providers.stopClock(START);
    List<World> together = pairs.stream().map(pair -> new World().in(pair.health())).toList();
    List<World> apart = pairs.stream().map(pair -> new World().in(pair.health())).toList();
    providers.stopClock(START.plusSeconds(60));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < pairs.size(); i++) {
        compare(pairs.get(i), together.get(i), apart.get(i), thread);
      }
    } finally {
      thread.shutdownNow();
    }
  }

  private void compare(Pair pair, World together, World apart, ExecutorService thread)
      throws Exception {
    together.send(pair.health());
    apart.send(pair.health());
    String answer = atOnce(pair, together, thread);
    if (pair.commit()) {
      apart.call(apart.admin, pair.first());
    }
    if (pair.second() == Call.SELECT) {
      assertThat(answer).as("%s", pair).isEqualTo(selected(pair) ? "SELECTED" : "COOLING");
      if (selected(pair) && pair.health() == Health.DUE) {
        apart.call(apart.admin, Call.SELECT);
      }
    } else {
      String expected = apart.call(apart.admin, pair.second());
      assertThat(answer).as("%s", pair).isEqualTo(expected);
    }
    assertThat(together.rows()).as("%s", pair).isEqualTo(apart.rows());
  }

  /**
   * A selection sees the state before the first call. Of a failed channel it takes the trial
   * request, unless somebody else has taken it; the success of a request from before the failure
   * does not.
   */
  private static boolean selected(Pair pair) {
    return switch (pair.health()) {
      case WORKING -> true;
      case DUE -> pair.first() == Call.SUCCESS;
      case BEING_TRIED -> false;
    };
  }

  private String atOnce(Pair pair, World world, ExecutorService thread) throws Exception {
    List<Future<String>> second = new ArrayList<>();
    try {
      world.admin.useTransaction(
          tx -> {
            world.call(tx, pair.first());
            second.add(thread.submit(() -> world.call(world.admin, pair.second())));
            if (pair.second() == Call.SELECT) {
              second.get(0).get(30, TimeUnit.SECONDS);
            } else {
              awaitEndOrLock(second.get(0));
            }
            if (!pair.commit()) {
              throw new RolledBack();
            }
          });
    } catch (RolledBack e) {
      assertThat(pair.commit()).isFalse();
    }
    return second.get(0).get(30, TimeUnit.SECONDS);
  }

  private void awaitEndOrLock(Future<String> call) {
    while (!call.isDone() && !providers.somebodyWaitsForALock()) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}

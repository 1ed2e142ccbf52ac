package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.OneIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * With many workers and publishers at once, every event is handled, and the events of one key are
 * handled in order by one worker at a time.
 */
@Alone
@OneIn(3)
class DeliverConcurrencyTest extends ServiceTest {

  /** Longer than all pauses by which tests move the clock while a worker has a key. */
  private static final Duration LEASE = Duration.ofDays(365);

  private final Seed seed = new Seed();
  private final UUID tenant = UUID.randomUUID();

  /** Records what the handlers of all workers see. */
  private static final class Witness {
    private final Map<String, List<Integer>> handled = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> within = new ConcurrentHashMap<>();
    private final AtomicInteger overlaps = new AtomicInteger();

    void handle(Event event, boolean fail) {
      AtomicInteger at = within.computeIfAbsent(event.key(), key -> new AtomicInteger());
      if (at.incrementAndGet() > 1) {
        overlaps.incrementAndGet();
      }
      try {
        Thread.yield();
        if (fail) {
          throw new IllegalStateException("at random");
        }
        handled
            .computeIfAbsent(event.key(), key -> new ArrayList<>())
            .add(TestServices.number(event));
      } finally {
        at.decrementAndGet();
      }
    }

    int count() {
      return handled.values().stream().mapToInt(List::size).sum();
    }
  }

  private int left() {
    return services.system().events().listWaiting(0, 1000).size();
  }

  private Callable<Integer> worker(Witness witness, int failing, Random random, int until) {
    return () -> {
      long end = System.nanoTime() + Duration.ofSeconds(45).toNanos();
      while (witness.count() < until) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("Of " + until + " only " + witness.handled);
        }
        Delivery delivery =
            services
                .system()
                .events()
                .deliver(
                    1 + random.nextInt(4),
                    LEASE,
                    event ->
                        witness.handle(
                            event, failing > 0 && Math.floorMod(random.nextInt(), failing) == 0));
        assertThat(delivery.lost()).isZero();
        if (!delivery.failures().isEmpty()) {
          services.elapse(); // so that nothing is waited for
        }
      }
      return until;
    };
  }

  private Random random(int salt) {
    return new Random(seed.random().nextLong() + salt);
  }

  @Test
  void aKeyIsHandledByOneWorkerAtATimeAndInOrderEvenIfHandlersFail() throws Exception {
    for (int key = 0; key < 6; key++) {
      services.publish(tenant, "k" + key, 40);
    }
    Witness witness = new Witness();
    List<Callable<Integer>> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      workers.add(worker(witness, 10, random(i), 240));
    }
    Parallel.run(workers);
    assertThat(witness.overlaps).as("%s", seed).hasValue(0);
    assertThat(witness.handled).hasSize(6);
    assertThat(witness.handled.values())
        .as("%s", seed)
        .allMatch(IntStream.range(0, 40).boxed().toList()::equals);
    services.drain();
    assertThat(left()).isZero();
  }

  /** Again and again the last event of a key is completed while the next is being published. */
  @Test
  void noEventIsLostBetweenPublishingAndCompleting() throws Exception {
    int publishers = 3;
    int each = 150;
    Witness witness = new Witness();
    List<Callable<Integer>> all = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      // two share a key, one has its own
      String key = i == 0 ? "own" : "shared";
      all.add(
          () -> {
            for (int number = 0; number < each; number++) {
              services
                  .as(tenant)
                  .events()
                  .publish(tenant, key, "test.done", TestServices.number(number));
            }
            return each;
          });
    }
    for (int i = 0; i < 3; i++) {
      all.add(worker(witness, 0, random(i), publishers * each));
    }
    Parallel.run(all);
    assertThat(witness.overlaps).hasValue(0);
    assertThat(witness.handled.get("own")).isEqualTo(IntStream.range(0, each).boxed().toList());
    assertThat(witness.handled.get("shared")).hasSize(2 * each);
    services.drain();
    assertThat(left()).isZero();
  }

  /** A worker that dies does not release its key, so its lease has to end. */
  @Test
  void theKeysOfADeadWorkerAreHandledByOthers() throws Exception {
    for (int key = 0; key < 4; key++) {
      services.publish(tenant, "d" + key, 10);
    }
    Callable<Integer> dies =
        () ->
            services
                .system()
                .withJooq(
                    jooq ->
                        jooq.fetch("select * from lyss_user.claim_events(1, 5, interval '1 h')"))
                .size();
    assertThat(Parallel.run(Collections.nCopies(3, dies))).containsOnly(5);
    services.elapse();
    Witness witness = new Witness();
    List<Callable<Integer>> workers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      workers.add(worker(witness, 0, random(i), 40));
    }
    Parallel.run(workers);
    assertThat(witness.overlaps).hasValue(0);
    assertThat(witness.handled.values())
        .hasSize(4)
        .allMatch(IntStream.range(0, 10).boxed().toList()::equals);
    services.drain();
    assertThat(left()).isZero();
  }
}

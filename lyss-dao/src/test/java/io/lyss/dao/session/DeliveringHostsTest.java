package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.session.DeliveringHost.Dies;
import io.lyss.throwaway.Whole;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The outbox keeps its promise while hosts die that have claimed its keys. */
@Whole("misses hosts that are processes; DeliverConcurrencyTest has threads")
class DeliveringHostsTest extends ServiceTest {

  private static final int KEYS = 6;
  private static final int EVENTS = 20;
  private static final Set<String> DYING = Set.of("before", "after");

  private final UUID tenant = UUID.randomUUID();
  private final List<Process> hosts = new ArrayList<>();

  private Process host(String name, Dies dies) throws Exception {
    Process host = DeliveringHost.start(name, services.database().jdbcUrl(), dies);
    hosts.add(host);
    return host;
  }

  private static void awaitWithin(Process host) throws Exception {
    try (BufferedReader output = host.inputReader()) {
      assertThat(output.readLine()).as("its output").isEqualTo(DeliveringHost.WITHIN);
    }
  }

  private void publish(int from, int to) {
    for (int number = from; number < to; number++) {
      for (int key = 0; key < KEYS; key++) {
        services
            .system()
            .events()
            .publish(tenant, "k" + key, "test.done", TestServices.number(number));
      }
    }
  }

  private void await(BooleanSupplier done) {
    long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("events are delivered").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private List<String> handled(String expression) {
    return services.query("select " + expression + " from public.handled order by key, id");
  }

  /**
   * What a host had handled and not completed is handled again, by another host; nothing else is
   * handled twice, and nothing before its turn.
   */
  @Test
  void eachKeyIsInOrderAndNothingIsLostWhenHostsAreKilled() throws Exception {
    services.database().execute(DeliveringHost.RECORD);
    try {
      publish(0, EVENTS / 2);
      Process before = host("before", Dies.BEFORE_IT_HANDLES);
      Process after = host("after", Dies.AFTER_IT_HANDLED);
      awaitWithin(before);
      awaitWithin(after);
      int held =
          services.query("select key from lyss_user.outbox_keys where claim is not null").size();
      assertThat(held).isBetween(2, KEYS - 1);
      host("one", Dies.NEVER);
      host("another", Dies.NEVER);
      publish(EVENTS / 2, EVENTS);
      await(
          () ->
              handled("host").stream().filter(Predicate.not(DYING::contains)).count()
                  >= (KEYS - held) * EVENTS);
      assertThat(services.drain()).as("of hosts that live").isEmpty();
      for (Process killed : List.of(before, after)) {
        killed.destroyForcibly().waitFor();
      }
      services.moveClock(Duration.ofHours(2)); // their leases end
      await(() -> services.system().events().listWaiting(0, 1000).isEmpty());
    } finally {
      hosts.forEach(Process::destroyForcibly);
    }
    String twice =
        services
            .query(
                "select key from public.handled where host = 'after' and number = "
                    + DeliveringHost.LAST)
            .get(0);
    List<String> expected = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      List<Integer> numbers = new ArrayList<>(IntStream.range(0, EVENTS).boxed().toList());
      if (twice.equals("k" + key)) {
        numbers.add(DeliveringHost.LAST);
        Collections.sort(numbers);
      }
      for (int number : numbers) {
        expected.add("k" + key + " " + number);
      }
    }
    assertThat(handled("key || ' ' || number")).isEqualTo(expected);
    assertThat(handled("alone::text")).as("one host a key at a time").containsOnly("true");
    assertThat(handled("host")).contains("before", "after").containsAnyOf("one", "another");
    assertThat(
            services.query(
                "select host from public.handled where key = '%s' and number = %d order by id"
                    .formatted(twice, DeliveringHost.LAST)))
        .hasSize(2)
        .startsWith("after")
        .doesNotContain("before");
  }
}

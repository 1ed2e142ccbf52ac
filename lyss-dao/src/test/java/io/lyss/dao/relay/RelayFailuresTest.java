package io.lyss.dao.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.EventDao;
import io.lyss.dao.session.WaitingKey;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.UserService;
import io.lyss.schema.LyssDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Services that refuse reports at any time, and hosts that die while they report. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayFailuresTest {

  private static final Duration LONG = Duration.ofHours(2);

  private final TestDatabase database = new TestDatabase(LyssDatabase.USER);
  private final UserService users = UserService.over(database.pool());
  private final EventDao events = users.asSystem("test").events();
  private final UUID tenant =
      users.asSystem("test").tenants().create(NewTenant.of("T", "failures")).id();

  @AfterAll
  void close() {
    database.close();
  }

  /** A service that records reports, and refuses those that it is set to refuse. */
  private static final class Noting {

    private final String name;
    private final Map<String, List<Integer>> heard = new HashMap<>();
    private double refuses;
    private double dies;

    Noting(String name) {
      this.name = name;
    }

    Receiver receiver(Random random) {
      return new Receiver(
          name,
          (source, event) -> event.type().equals("thing.happened"),
          (source, event) -> {
            if (random.nextDouble() < refuses) {
              throw new IllegalStateException(name + " refuses");
            }
            String n = event.payload().text().replaceAll("\\D", "");
            heard.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(Integer.valueOf(n));
            if (random.nextDouble() < dies) {
              throw new Death();
            }
          });
    }

    /** Each for the first time. */
    List<Integer> heard(String key) {
      return List.copyOf(new LinkedHashSet<>(heard.getOrDefault(key, List.of())));
    }
  }

  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  private void publish(String key, int n) {
    events.publish(tenant, key, "thing.happened", new Json("{\"n\": %d}".formatted(n)));
  }

  private static void run(Relay relay) {
    boolean alive = false;
    while (!alive) {
      try {
        relay.run();
        alive = true;
      } catch (Death e) {
        // another host goes on
      }
    }
  }

  @Test
  void eachServiceHearsAllInOrderAndWaitsForNoOther() {
    Random random = new Random(20261127);
    Noting well = new Noting("well");
    Noting moody = new Noting("moody");
    Noting down = new Noting("down");
    well.dies = 0.02;
    moody.refuses = 0.4;
    moody.dies = 0.02;
    down.refuses = 1;
    Relay relay =
        Relay.of(users)
            .telling(down.receiver(random))
            .telling(moody.receiver(random))
            .telling(well.receiver(random));
    Map<String, Integer> published = new HashMap<>();
    for (int step = 0; step < 60; step++) {
      for (int i = random.nextInt(4); i > 0; i--) {
        String key = "thing:" + random.nextInt(5);
        publish(key, published.merge(key, 1, Integer::sum) - 1);
      }
      run(relay);
      published.forEach((key, count) -> assertThat(well.heard(key)).isEqualTo(first(count)));
      if (random.nextInt(3) == 0) {
        database.moveClock(Duration.ofMinutes(random.nextInt(90)));
      }
    }
    assertThat(down.heard).isEmpty();
    assertThat(events.listWaiting(1, 100))
        .extracting(WaitingKey::key)
        .contains("relay:down/thing:0")
        .noneMatch(key -> key.contains("well"));
    down.refuses = 0;
    moody.refuses = 0;
    for (int round = 0; round < 3; round++) {
      database.moveClock(LONG);
      run(relay);
    }
    for (Noting each : List.of(well, moody, down)) {
      published.forEach(
          (key, count) -> assertThat(each.heard(key)).as(each.name).isEqualTo(first(count)));
    }
    assertThat(events.lag().events()).isZero();
    database.resetClock();
  }

  /** The key under which it waits has the receiver's name before it. */
  @Test
  void theLongestKeyWaitsForItsReceiverToo() {
    Random random = new Random(7);
    Noting providers = new Noting("providers");
    Noting well = new Noting("well");
    providers.refuses = 1;
    Relay relay =
        Relay.of(users).telling(providers.receiver(random)).telling(well.receiver(random));
    String key = "thing:" + "x".repeat(194);
    publish(key, 0);
    run(relay);
    assertThat(well.heard(key)).isEqualTo(first(1));
    providers.refuses = 0;
    database.moveClock(LONG);
    run(relay);
    assertThat(providers.heard(key)).isEqualTo(first(1));
    assertThat(events.lag().events()).isZero();
    database.resetClock();
  }

  /** As the other receivers had it: who did it, why and when, which is not the relay's. */
  @Test
  void whatWaitedForItsReceiverSaysWhoDidItWhyAndWhen() {
    List<Event> heard = new ArrayList<>();
    Relay relay =
        Relay.of(users)
            .telling(
                new Receiver(
                    "late",
                    (source, event) -> event.type().equals("thing.happened"),
                    (source, event) -> {
                      heard.add(event);
                      if (heard.size() == 1) {
                        throw new IllegalStateException("not yet");
                      }
                    }));
    users
        .asSystem("ticket 12")
        .events()
        .publish(tenant, "thing:12", "thing.happened", new Json("{\"n\": 1}"));
    run(relay);
    database.moveClock(LONG);
    run(relay);
    assertThat(heard).hasSize(2);
    assertThat(heard.get(0).reason()).contains("ticket 12");
    assertThat(heard.get(1))
        .usingRecursiveComparison()
        .ignoringFields("id", "position")
        .isEqualTo(heard.get(0));
    database.resetClock();
  }

  private static List<Integer> first(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /** A host that puts words into the mouth of the relay would be believed by every service. */
  @Test
  void noHostPublishesUnderTheKeysOfTheRelay() {
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> publish("relay:chat/tenant:" + tenant, 1))
        .withMessageContaining("relay");
  }
}

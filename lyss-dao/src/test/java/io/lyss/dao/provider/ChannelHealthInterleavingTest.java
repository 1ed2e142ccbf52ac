package io.lyss.dao.provider;

import io.lyss.dao.testing.Alone;
import io.lyss.throwaway.OneIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All orders in which two requests are chosen and report, whatever has failed before. */
@Alone
class ChannelHealthInterleavingTest extends ProviderServiceTest {

  private enum Report {
    SUCCESS,
    MODEL_FAILED,
    CHANNEL_FAILED,
    NONE
  }

  private static final int STEPS = 4;

  // 0 is a step of the request that begins, 1 of the other; both do the same but for their reports.
  private static final List<List<Integer>> ORDERS =
      List.of(List.of(0, 0, 1, 1), List.of(0, 1, 0, 1), List.of(0, 1, 1, 0));

  private static final List<List<Report>> FAILED_BEFORE =
      List.of(
          List.of(),
          List.of(Report.CHANNEL_FAILED),
          List.of(Report.MODEL_FAILED),
          List.of(Report.MODEL_FAILED, Report.CHANNEL_FAILED));

  /** Two requests in a world of their own. */
  private record Case(
      HealthWorld world,
      List<Report> before,
      List<Integer> order,
      List<Report> reports,
      Map<Integer, Optional<HealthWorld.Sent>> sent) {

    void fail() {
      HealthWorld.Sent first = select().orElseThrow();
      before.forEach(report -> report(world, first, report));
    }

    void step(int number) {
      int request = order.get(number);
      if (sent.containsKey(request)) {
        sent.get(request).ifPresent(of -> report(world, of, reports.get(request)));
      } else {
        sent.put(request, select());
      }
    }

    private Optional<HealthWorld.Sent> select() {
      int known = world.sent.size();
      world.select("m", "key");
      return world.sent.stream().skip(known).findFirst();
    }
  }

  /** The cases run side by side, as they share the clock. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  @OneIn(4)
  void everyOrderOfTwoRequestsComesToWhatTheModelSays(int stepsBeforeTheTrialIsOver) {
    List<Case> cases = cases();
    List<HealthWorld> worlds = cases.stream().map(Case::world).toList();
    HealthWorld.pass(providers, worlds, 0);
    cases.forEach(Case::fail);
    HealthWorld.pass(providers, worlds, 60);
    for (int i = 0; i < STEPS; i++) {
      if (i == stepsBeforeTheTrialIsOver) {
        HealthWorld.pass(providers, worlds, 60);
      }
      int number = i;
      cases.forEach(each -> each.step(number));
    }
    worlds.forEach(HealthWorld::compareRows);
  }

  private List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (List<Report> before : FAILED_BEFORE) {
      for (List<Integer> order : ORDERS) {
        for (Report first : Report.values()) {
          for (Report second : Report.values()) {
            HealthWorld world = new HealthWorld(providers, 1);
            cases.add(new Case(world, before, order, List.of(first, second), new HashMap<>()));
          }
        }
      }
    }
    return cases;
  }

  private static void report(HealthWorld world, HealthWorld.Sent of, Report report) {
    switch (report) {
      case SUCCESS -> world.success(of);
      case MODEL_FAILED -> world.failure(of, false, Optional.of(Duration.ofSeconds(40)));
      case CHANNEL_FAILED -> world.failure(of, true, Optional.empty());
      case NONE -> {
        // the request has got lost
      }
    }
  }
}

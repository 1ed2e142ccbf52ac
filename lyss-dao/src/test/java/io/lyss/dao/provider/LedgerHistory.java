package io.lyss.dao.provider;

import static io.lyss.dao.provider.LedgerModel.ONE;
import static io.lyss.dao.provider.LedgerModel.UNLIMITED;

import io.lyss.dao.provider.LedgerLimits.Budget;
import io.lyss.dao.provider.LedgerLimits.Key;
import io.lyss.dao.provider.LedgerLimits.Request;
import io.lyss.dao.provider.LedgerPrices.Price;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * Steps that follow each other at some times. What a step does follows from the random numbers
 * alone, so that the others do the same if one is left out.
 */
record LedgerHistory(List<Timed> steps) {

  /**
   * A step and its time; and, if all is compared after it, who asks what is left for which request.
   */
  record Timed(
      long at,
      LedgerStep step,
      boolean whole,
      String user,
      Optional<String> token,
      Optional<String> channel,
      String model) {}

  private static final List<String> ZONES =
      List.of(
          "UTC",
          "America/New_York",
          "Europe/Berlin",
          "Atlantic/Azores",
          "America/Havana",
          "Africa/Cairo",
          "Australia/Lord_Howe",
          "Pacific/Chatham",
          "Asia/Kathmandu",
          "America/Santiago");

  /** Nights in which clocks are changed somewhere, and beginnings of months. */
  private static final List<String> STARTS =
      List.of(
          "2025-03-09T04:30:00Z",
          "2025-03-30T00:20:00Z",
          "2025-04-05T13:50:00Z",
          "2025-04-24T20:00:00Z",
          "2025-10-25T23:00:00Z",
          "2025-11-02T02:50:00Z",
          "2025-09-07T02:30:00Z",
          "2024-02-28T23:58:00Z",
          "2025-12-31T10:00:00Z",
          "2025-06-30T23:59:59.999999Z");

  /** A history of so many steps, of which the first make what limits the others. */
  static LedgerHistory random(Random random, int length) {
    List<Timed> steps = new ArrayList<>();
    long at = micros(Instant.parse(pick(random, STARTS)));
    ZoneId zone = ZoneId.of(pick(random, ZONES));
    steps.add(timed(random, at, new LedgerSetting.Tell(UNLIMITED, zone)));
    for (String subject : List.of("T0", "T1", "T2", "C0", "C1")) {
      steps.add(timed(random, at, limits(random, subject)));
    }
    int budgets = random.nextInt(6);
    for (int i = 0; i < budgets; i++) {
      steps.add(timed(random, at, new LedgerSetting.CreateBudget("B" + i, budget(random))));
    }
    List<LedgerStep> repeatable = new ArrayList<>();
    for (int i = 0; steps.size() < length; i++) {
      at = later(random, at, zone);
      LedgerStep step =
          random.nextInt(15) == 0 && !repeatable.isEmpty()
              ? repeatable.get(random.nextInt(repeatable.size()))
              : step(random, i, budgets, at);
      if (step instanceof LedgerRequest.Reserve
          || step instanceof LedgerRequest.Settle
          || step instanceof LedgerRequest.Charge
          || step instanceof LedgerCorrection.Adjust) {
        repeatable.add(step);
      }
      if (step instanceof LedgerSetting.Tell told) {
        zone = told.zone();
      }
      steps.add(timed(random, at, step));
    }
    return new LedgerHistory(steps);
  }

  private static Timed timed(Random random, long at, LedgerStep step) {
    return new Timed(
        at,
        step,
        random.nextInt(5) == 0,
        pick(random, List.of("U0", "U1")),
        token(random),
        maybe(random, LedgerModel.CHANNELS),
        model(random));
  }

  static LedgerStep step(Random random, int number, int budgets, long at) {
    String hold = "R" + random.nextInt(number + 1);
    String limit =
        pick(random, List.of("T0", "T2", "C0", "C1", "tenant", "B0", "B1", "B2", "B3", "B4"));
    return switch (random.nextInt(32)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> reserve(random, "R" + number);
      case 10 -> reserve(random, random.nextInt(4) == 0 ? hold : "R" + number);
      case 11, 12, 13, 14 -> settle(random, recent(random, number), "S" + number, at);
      case 15 -> settle(random, hold, "S" + number, at);
      case 16 -> new LedgerRequest.Release(recent(random, number));
      case 17 -> new LedgerRequest.Release(hold);
      case 18 -> new LedgerRequest.Expire();
      case 19 ->
          new LedgerCorrection.Adjust(
              "A" + random.nextInt(number + 1), key(random), (random.nextInt(15) - 7) * ONE);
      case 20 ->
          new LedgerCorrection.Repair(
              "X" + number,
              limit,
              (random.nextInt(9) - 4) * ONE,
              (random.nextInt(9) - 4) * ONE,
              random.nextInt(3) == 0);
      case 21, 22 -> new LedgerCorrection.Spread(limit, random.nextInt(4));
      case 23 ->
          switch (random.nextInt(5)) {
            case 0 -> limits(random, pick(random, List.of("T0", "T1", "T2", "C0", "C1")));
            case 1 ->
                new LedgerSetting.AddQuota(
                    pick(random, List.of("T0", "T2")), random.nextInt(40) - 15);
            case 2, 3 ->
                new LedgerSetting.AddToBudget("B" + random.nextInt(6), random.nextInt(40) - 15);
            default ->
                new LedgerSetting.Tell(
                    random.nextInt(3) == 0 ? UNLIMITED : random.nextInt(12) * ONE,
                    ZoneId.of(pick(random, ZONES)));
          };
      case 24 -> {
        Budget other = budget(random);
        yield new LedgerSetting.ChangeBudget("B" + random.nextInt(6), other.hard(), other.soft());
      }
      case 25 -> new LedgerCorrection.SetPrice(model(random), price(random));
      case 26, 27 -> new LedgerCorrection.Rerate(model(random));
      case 28, 29, 30 -> charge(random, "S" + number, at);
      default ->
          random.nextInt(3) == 0
              ? random.nextInt(4) > 0
                  ? new LedgerSetting.DeleteBudget("B" + random.nextInt(budgets + 1))
                  : new LedgerSetting.DeleteChannel("C1")
              : new LedgerSetting.CreateBudget("B" + (budgets + number), budget(random));
    };
  }

  private static String recent(Random random, int number) {
    return "R" + Math.max(0, number - 1 - random.nextInt(6));
  }

  private static LedgerStep reserve(Random random, String id) {
    long minutes = 1 + random.nextInt(random.nextInt(5) == 0 ? 1440 : 10);
    OptionalLong tokens =
        random.nextInt(3) == 0 ? OptionalLong.empty() : OptionalLong.of(random.nextInt(16));
    return new LedgerRequest.Reserve(id, request(random, tokens), minutes * 60 * ONE);
  }

  private static Request request(Random random, OptionalLong tokens) {
    // the user's own token, nearly always
    String user = pick(random, List.of("U0", "U1"));
    Optional<String> token = token(random);
    if (random.nextInt(20) > 0 && token.isPresent()) {
      user = LedgerModel.OWNERS.get(token.get());
    }
    return new Request(
        user,
        token,
        pick(random, LedgerModel.CHANNELS),
        model(random),
        random.nextInt(4) == 0 ? 0 : random.nextInt(15),
        tokens);
  }

  /** Usage without a reservation: of now, of before, or of a clock that is ahead. */
  private static LedgerStep charge(Random random, String id, long at) {
    Request request = request(random, OptionalLong.empty());
    long tokens = random.nextInt(20);
    long other =
        switch (random.nextInt(6)) {
          case 0 -> at - random.nextInt(100_000) * ONE;
          case 1 -> at - random.nextInt(90) * ONE;
          case 2 -> at + random.nextInt(3600) * ONE;
          default -> at;
        };
    return new LedgerRequest.Charge(id, other, request, tokens, told(random));
  }

  private static LedgerStep settle(Random random, String id, String usage, long at) {
    return new LedgerRequest.Settle(
        id, usage, at, random.nextInt(20), random.nextInt(20), told(random));
  }

  private static Optional<Price> told(Random random) {
    return random.nextInt(3) == 0 ? Optional.of(LedgerPrices.FIRST.get("m")) : Optional.empty();
  }

  private static Optional<Price> price(Random random) {
    return random.nextInt(4) == 0
        ? Optional.empty()
        : Optional.of(
            new Price(pick(random, List.of("USD", "EUR")), 500 * (long) random.nextInt(7)));
  }

  private static Key key(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Key("T0", "T0", "quota");
      case 1 -> new Key("C0", "C0", random.nextBoolean() ? "quota" : "rate_limit");
      case 2 -> new Key("tenant", "tenant", "api_calls");
      default ->
          new Key(
              "B" + random.nextInt(6),
              pick(random, List.of("tenant", "G0", "U0", "U1", "T0", "C0")),
              "budget");
    };
  }

  private static LedgerStep limits(Random random, String subject) {
    return new LedgerSetting.SetLimits(
        subject,
        random.nextInt(4) == 0 ? UNLIMITED : random.nextInt(80) * ONE,
        (1 + random.nextInt(8)) * ONE);
  }

  private static Budget budget(Random random) {
    String subject = pick(random, List.of("tenant", "group", "user", "token", "channel"));
    List<String> holders =
        switch (subject) {
          case "group" -> List.of("G0", "G1");
          case "user" -> List.of("U0", "U1");
          case "token" -> List.of("T0", "T2");
          default -> List.of("C0", "C1");
        };
    String unit = pick(random, List.of("requests", "at_once", "tokens", "amount", "cost"));
    long scale =
        unit.equals("cost")
            ? 1000
            : unit.equals("requests") ? ONE / 4 : unit.equals("at_once") ? ONE / 10 : ONE;
    long hard = random.nextInt(5) == 0 ? UNLIMITED : random.nextInt(60) * scale;
    if (random.nextInt(8) == 0) {
      hard = 0;
    }
    if (!unit.equals("cost") && hard != UNLIMITED) {
      hard = hard / ONE * ONE;
    }
    OptionalLong soft =
        hard == UNLIMITED
            ? OptionalLong.of(random.nextInt(40) * scale)
            : random.nextInt(3) > 0
                ? OptionalLong.of((long) (hard * random.nextDouble()) / scale * scale)
                : OptionalLong.empty();
    return new Budget(
        subject,
        subject.equals("tenant") ? Optional.empty() : maybe(random, holders),
        random.nextInt(3) == 0 ? Optional.of(model(random)) : Optional.empty(),
        unit,
        unit.equals("cost") ? pick(random, List.of("USD", "EUR")) : "",
        unit.equals("at_once")
            ? "total"
            : pick(random, List.of("total", "minute", "hour", "day", "month")),
        hard,
        soft);
  }

  static long later(Random random, long at, ZoneId zone) {
    return switch (random.nextInt(16)) {
      case 0 -> at + random.nextInt(7200) * ONE;
      case 1 -> at + random.nextInt(600) * ONE;
      case 2 -> edge(random, "day", at, zone);
      case 3 -> edge(random, random.nextInt(3) == 0 ? "month" : "hour", at, zone);
      case 4 -> edge(random, "minute", at, zone);
      default -> at + random.nextInt(10) * ONE;
    };
  }

  /** The last instant of a period, or the first of the next. */
  private static long edge(Random random, String period, long at, ZoneId zone) {
    long end = LedgerPeriods.end(period, LedgerPeriods.start(period, at, zone), at, zone);
    return Math.max(at, end - random.nextInt(2));
  }

  private static Optional<String> token(Random random) {
    return maybe(random, List.of("T0", "T1", "T2"));
  }

  private static String model(Random random) {
    return pick(random, List.of("m", "m", "n"));
  }

  private static Optional<String> maybe(Random random, List<String> of) {
    return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(pick(random, of));
  }

  private static String pick(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * ONE + at.getNano() / 1000;
  }
}

package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the ledger of one tenant should say: plain sums in maps, without slots and without locks.
 * Amounts are millionths, times are microseconds. Names stand for ids.
 */
final class LedgerModel {

  static final long ONE = 1_000_000;
  static final long UNLIMITED = Long.MAX_VALUE;
  static final long NEVER = Long.MAX_VALUE;
  static final long EVER = Long.MIN_VALUE;

  static final String TENANT = "tenant";
  static final Map<String, List<String>> GROUPS =
      Map.of("U0", List.of("G0"), "U1", List.of("G0", "G1"));
  static final Map<String, String> OWNERS = Map.of("T0", "U0", "T1", "U0", "T2", "U1");
  static final List<String> CHANNELS = List.of("C0", "C1");

  /** Those that the models begin with. */
  static final Map<String, Price> PRICES =
      Map.of("m", new Price("USD", 1000), "n", new Price("EUR", 2000));

  /** A counter: a limit, for whom it counts, and which limit of its subject it is. */
  record Key(String limit, String holder, String measure) {}

  /** A budget; no holder is one for each. */
  record Budget(
      String subject,
      Optional<String> holder,
      Optional<String> model,
      String unit,
      String currency,
      String period,
      long hard,
      OptionalLong soft) {

    Budget withLimits(long otherHard, OptionalLong otherSoft) {
      return new Budget(subject, holder, model, unit, currency, period, otherHard, otherSoft);
    }
  }

  /** A request; nobody can say how many tokens where they are empty. */
  record Request(
      String user,
      Optional<String> token,
      String channel,
      String model,
      long amount,
      OptionalLong tokens) {}

  /** A limit that applies to a request. */
  record Limit(
      Key key,
      String subject,
      String unit,
      String currency,
      String period,
      long start,
      long end,
      long hard,
      OptionalLong soft,
      OptionalLong needed) {}

  private record Sum(long held, long used) {
    Sum plus(long moreHeld, long moreUsed) {
      return new Sum(held + moreHeld, used + moreUsed);
    }
  }

  private static final class Counter {
    long start;
    final TreeMap<Long, Sum> periods = new TreeMap<>();
    OptionalLong warned = OptionalLong.empty();

    /** Whether what it has left was last shared out by the limits as they are. */
    boolean fresh;

    boolean gone;

    long taken(long from) {
      return start < from ? 0 : taken();
    }

    long taken() {
      Sum sum = sum();
      return sum.held + sum.used;
    }

    Sum sum() {
      return periods.getOrDefault(start, new Sum(0, 0));
    }
  }

  private record Line(Key key, String unit, String currency, long start, long held) {}

  /** What a token costs; models have none until they get one. */
  record Price(String currency, long ofToken) {}

  /** What a request has used, and what it costs by now: nothing is known without a currency. */
  private static final class Usage {
    final String model;
    final List<Line> lines;
    final long tokens;
    final boolean told;
    String currency;
    long cost;

    Usage(String model, List<Line> lines, long tokens, boolean told, Optional<Price> price) {
      this.model = model;
      this.lines = lines;
      this.tokens = tokens;
      this.told = told;
      currency = price.map(Price::currency).orElse("");
      cost = price.map(p -> tokens * p.ofToken).orElse(0L);
    }
  }

  private static final class Hold {
    final Request request;
    final long expiresAt;
    final List<Line> lines;
    String state = "reserved";
    String amount = "";

    Hold(Request request, long expiresAt, List<Line> lines) {
      this.request = request;
      this.expiresAt = expiresAt;
      this.lines = lines;
    }
  }

  long now;
  ZoneId zone = ZoneId.of("UTC");
  boolean told;
  long calls = UNLIMITED;
  final Map<String, Long> quotas = new HashMap<>();
  final Map<String, Long> rates = new HashMap<>();
  final Map<String, Budget> budgets = new TreeMap<>();
  final Set<String> deleted = new TreeSet<>();
  final Map<String, Price> prices = new HashMap<>(PRICES);
  private final List<Usage> usage = new ArrayList<>();
  private final Map<Key, Counter> counters = new HashMap<>();
  private final Map<String, Hold> holds = new HashMap<>();
  private final Set<String> charged = new HashSet<>();
  private final Map<String, String> adjusted = new HashMap<>();

  /** How many events there were after the last step. */
  private int events;

  /** Events that this step has to publish. */
  private final Set<String> due = new TreeSet<>();

  /** What this step has counted. */
  private final Set<Key> touched = new HashSet<>();

  // periods

  static long start(String period, long at, ZoneId zone) {
    Instant instant = instant(at);
    long offset = zone.getRules().getOffset(instant).getTotalSeconds() * ONE;
    return switch (period) {
      case "total" -> EVER;
      case "minute" -> Math.floorDiv(at + offset, 60 * ONE) * 60 * ONE - offset;
      case "hour" -> Math.floorDiv(at + offset, 3600 * ONE) * 3600 * ONE - offset;
      default -> midnight(first(period, at, zone), zone);
    };
  }

  static long end(String period, long start, long at, ZoneId zone) {
    return switch (period) {
      case "total" -> NEVER;
      case "minute" -> start + 60 * ONE;
      case "hour" -> start + 3600 * ONE;
      case "day" -> midnight(first(period, at, zone).plusDays(1), zone);
      default -> midnight(first(period, at, zone).plusMonths(1), zone);
    };
  }

  private static LocalDate first(String period, long at, ZoneId zone) {
    LocalDate day = instant(at).atZone(zone).toLocalDate();
    return period.equals("day") ? day : day.withDayOfMonth(1);
  }

  private static long midnight(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toEpochSecond() * ONE;
  }

  static Instant instant(long at) {
    return Instant.ofEpochSecond(Math.floorDiv(at, ONE), Math.floorMod(at, ONE) * 1000);
  }

  // limits

  List<Limit> limits(
      String user,
      Optional<String> token,
      Optional<String> channel,
      String model,
      OptionalLong amount,
      OptionalLong tokens) {
    return limits(user, token, channel, model, amount, tokens, now);
  }

  private List<Limit> limits(
      String user,
      Optional<String> token,
      Optional<String> channel,
      String model,
      OptionalLong amount,
      OptionalLong tokens,
      long at) {
    List<Limit> limits = new ArrayList<>();
    token.ifPresent(t -> ofSubject(limits, "token", t, amount, at));
    channel.ifPresent(c -> ofSubject(limits, "channel", c, amount, at));
    if (told) {
      limits.add(
          limit(
              new Key(TENANT, TENANT, "api_calls"),
              "tenant",
              "requests",
              "",
              "month",
              calls,
              OptionalLong.empty(),
              OptionalLong.of(ONE),
              at));
    }
    budgets.forEach(
        (name, budget) -> {
          if (budget.model.isPresent() && !budget.model.get().equals(model)) {
            return;
          }
          List<String> holders =
              switch (budget.subject) {
                case "tenant" -> List.of(TENANT);
                case "group" -> GROUPS.get(user);
                case "user" -> List.of(user);
                case "token" -> token.map(List::of).orElse(List.of());
                default -> channel.map(List::of).orElse(List.of());
              };
          for (String holder : holders) {
            if (budget.holder.isEmpty() || budget.holder.get().equals(holder)) {
              limits.add(
                  limit(
                      new Key(name, holder, "budget"),
                      budget.subject,
                      budget.unit,
                      budget.currency,
                      budget.period,
                      budget.hard,
                      budget.soft,
                      needed(budget, model, amount, tokens),
                      at));
            }
          }
        });
    return limits;
  }

  private void ofSubject(
      List<Limit> limits, String subject, String id, OptionalLong amount, long at) {
    limits.add(
        limit(
            new Key(id, id, "quota"),
            subject,
            "amount",
            "",
            "total",
            quotas.get(id),
            OptionalLong.empty(),
            amount,
            at));
    limits.add(
        limit(
            new Key(id, id, "rate_limit"),
            subject,
            "requests",
            "",
            "minute",
            rates.get(id),
            OptionalLong.empty(),
            OptionalLong.of(ONE),
            at));
  }

  private Limit limit(
      Key key,
      String subject,
      String unit,
      String currency,
      String period,
      long hard,
      OptionalLong soft,
      OptionalLong needed,
      long at) {
    long start = start(period, at, zone);
    return new Limit(
        key,
        subject,
        unit,
        currency,
        period,
        start,
        end(period, start, at, zone),
        hard,
        soft,
        needed);
  }

  private OptionalLong needed(
      Budget budget, String model, OptionalLong amount, OptionalLong tokens) {
    return switch (budget.unit) {
      case "amount" -> amount;
      case "tokens" -> tokens.isEmpty() ? tokens : OptionalLong.of(tokens.getAsLong() * ONE);
      case "cost" -> tokens.isEmpty() ? tokens : cost(budget, model, tokens.getAsLong());
      default -> OptionalLong.of(ONE);
    };
  }

  private OptionalLong cost(Budget budget, String model, long tokens) {
    Price price = prices.get(model);
    return price == null
        ? OptionalLong.empty()
        : OptionalLong.of(budget.currency.equals(price.currency) ? tokens * price.ofToken : 0);
  }

  private long taken(Limit limit) {
    Counter counter = counters.get(limit.key);
    return counter == null ? 0 : counter.taken(limit.start);
  }

  private boolean sufficient(Limit limit) {
    if (limit.hard == UNLIMITED) {
      return true;
    }
    long left = limit.hard - taken(limit);
    return limit.needed.isPresent()
        ? limit.needed.getAsLong() == 0 || left >= limit.needed.getAsLong()
        : left > 0;
  }

  private long remaining(Limit limit) {
    return limit.hard == UNLIMITED ? UNLIMITED : Math.max(0, limit.hard - taken(limit));
  }

  // steps: each says what the database may answer

  Set<String> reserve(String id, Request request, long hold) {
    Hold known = holds.get(id);
    if (known != null) {
      return Set.of(
          known.request.equals(request)
              ? "reserved|" + known.state
              : "error 23505 quota_reservations_tenant_id_id_pk");
    }
    if (request.token.isPresent() && !OWNERS.get(request.token.get()).equals(request.user)) {
      return Set.of("token_invalid|");
    }
    if (deleted.contains(request.channel)) {
      return Set.of("channel_invalid|");
    }
    List<Limit> limits =
        limits(
            request.user,
            request.token,
            Optional.of(request.channel),
            request.model,
            OptionalLong.of(request.amount * ONE),
            request.tokens);
    List<Limit> lacking = limits.stream().filter(l -> !sufficient(l)).toList();
    if (!lacking.isEmpty()) {
      long last = lacking.stream().mapToLong(Limit::end).max().orElseThrow();
      Set<String> answers = new TreeSet<>();
      lacking.stream()
          .filter(l -> l.end == last)
          .forEach(
              l ->
                  answers.add(
                      String.join(
                          "|",
                          l.subject + "_exhausted",
                          l.key.limit,
                          l.key.measure,
                          amount(l.hard),
                          amount(remaining(l)),
                          l.end == NEVER ? "" : time(l.end))));
      return answers;
    }
    List<Line> lines = new ArrayList<>();
    for (Limit limit : limits) {
      Counter counter = counters.computeIfAbsent(limit.key, key -> started(limit.start));
      if (counter.start < limit.start) {
        counter.start = limit.start;
        counter.warned = OptionalLong.empty();
      }
      long before = counter.taken();
      long held = limit.needed.orElse(0);
      if (limit.soft.isPresent()
          && !counter.warned.equals(limit.soft)
          && (limit.needed.isPresent()
              ? held > 0 && before + held > limit.soft.getAsLong()
              : before >= limit.soft.getAsLong())) {
        due.add(event(limit.key, limit.soft.getAsLong()));
      }
      counter.fresh = limit.needed.isEmpty() || held > 0;
      count(limit.key, counter.start, held, 0);
      lines.add(new Line(limit.key, limit.unit, limit.currency, counter.start, held));
    }
    holds.put(id, new Hold(request, now + hold, lines));
    return Set.of("reserved|reserved");
  }

  private static Counter started(long start) {
    Counter counter = new Counter();
    counter.start = start;
    return counter;
  }

  private void count(Key key, long start, long held, long used) {
    Counter counter = counters.get(key);
    counter.periods.merge(
        start, new Sum(held, used), (known, more) -> known.plus(more.held, more.used));
    touched.add(key);
  }

  /**
   * A request has ended.
   *
   * @param told what it cost, if that is told: otherwise it costs what its price says
   */
  Set<String> settle(String id, long amount, long tokens, Optional<Price> told) {
    Hold hold = holds.get(id);
    if (hold == null) {
      return Set.of("");
    }
    if (hold.state.equals("reserved") || hold.state.equals("expired")) {
      Usage one = usage(hold.request.model, hold.lines, tokens, told);
      for (Line line : hold.lines) {
        long used = used(line, amount, one);
        count(line.key, line.start, hold.state.equals("reserved") ? -line.held : 0, used);
        warn(line);
      }
      hold.state = "settled";
      hold.amount = Long.toString(amount);
    }
    return Set.of(hold.state + "|" + hold.amount);
  }

  private Usage usage(String model, List<Line> lines, long tokens, Optional<Price> told) {
    Usage one =
        new Usage(
            model,
            lines,
            tokens,
            told.isPresent(),
            told.or(() -> Optional.ofNullable(prices.get(model))));
    usage.add(one);
    return one;
  }

  private static long used(Line line, long amount, Usage one) {
    return switch (line.unit) {
      case "amount" -> amount * ONE;
      case "tokens" -> one.tokens * ONE;
      case "cost" -> line.currency.equals(one.currency) ? one.cost : 0;
      case "requests" -> ONE;
      default -> 0;
    };
  }

  /**
   * A request has ended that had no reservation: no limit refuses it.
   *
   * @param at the time in its id; one that is to come counts as now
   * @param told what it cost, as for {@link #settle}
   */
  Set<String> charge(String id, long at, Request request, long tokens, Optional<Price> told) {
    if (request.token.isPresent() && !OWNERS.get(request.token.get()).equals(request.user)
        || deleted.contains(request.channel)) {
      return Set.of(
          "error 42501 users record what they used themselves, with what is theirs to use");
    }
    if (!charged.add(id)) {
      return Set.of("false");
    }
    long when = Math.min(at, now);
    List<Line> lines = new ArrayList<>();
    Usage one = usage(request.model, lines, tokens, told);
    for (Limit limit :
        limits(
            request.user,
            request.token,
            Optional.of(request.channel),
            request.model,
            OptionalLong.empty(),
            OptionalLong.empty(),
            when)) {
      if (limit.unit.equals("at_once")) {
        continue;
      }
      Counter counter = counters.computeIfAbsent(limit.key, key -> started(limit.start));
      if (counter.start < limit.start) {
        counter.start = limit.start;
        counter.warned = OptionalLong.empty();
      }
      long start = counter.start > when ? limit.start : counter.start;
      Line line = new Line(limit.key, limit.unit, limit.currency, start, 0);
      long used = used(line, request.amount, one);
      counter.fresh = start == counter.start && used > 0;
      count(line.key, start, 0, used);
      warn(line);
      lines.add(line);
    }
    return Set.of("true");
  }

  private void warn(Line line) {
    Counter counter = counters.get(line.key);
    OptionalLong soft = soft(line.key);
    if (counter.fresh
        && counter.start == line.start
        && soft.isPresent()
        && !counter.warned.equals(soft)
        && counter.taken() > soft.getAsLong()) {
      due.add(event(line.key, soft.getAsLong()));
    }
  }

  /**
   * Requests of a model get the costs of its present price, if it has one, unless they were told.
   */
  Set<String> rerate(String model) {
    Price price = prices.get(model);
    int corrections = 0;
    List<Line> changed = new ArrayList<>();
    for (Usage one : usage) {
      if (price == null || one.told || !one.model.equals(model)) {
        continue;
      }
      long cost = one.tokens * price.ofToken;
      boolean moves = !one.currency.equals(price.currency);
      corrections += moves ? 2 : one.cost == cost ? 0 : 1;
      for (Line line : one.lines) {
        if (line.unit.equals("cost")) {
          long before = line.currency.equals(one.currency) ? one.cost : 0;
          long now = line.currency.equals(price.currency) ? cost : 0;
          count(line.key, line.start, 0, now - before);
          changed.add(line);
        }
      }
      one.currency = price.currency;
      one.cost = cost;
    }
    changed.forEach(this::warn);
    return Set.of(Integer.toString(corrections));
  }

  private OptionalLong soft(Key key) {
    Budget budget = budgets.get(key.limit);
    return budget == null ? OptionalLong.empty() : budget.soft;
  }

  Set<String> release(String id) {
    Hold hold = holds.get(id);
    if (hold == null) {
      return Set.of("");
    }
    if (hold.state.equals("reserved")) {
      end(hold, "released");
    }
    return Set.of(hold.state + "|" + hold.amount);
  }

  private void end(Hold hold, String state) {
    hold.lines.forEach(line -> count(line.key, line.start, -line.held, 0));
    hold.state = state;
  }

  Set<String> expire() {
    List<Hold> over =
        holds.values().stream()
            .filter(h -> h.state.equals("reserved") && h.expiresAt <= now)
            .toList();
    over.forEach(hold -> end(hold, "expired"));
    return Set.of(Integer.toString(over.size()));
  }

  Set<String> adjust(String id, Key key, long used) {
    String adjustment = key + " " + used;
    if (adjusted.containsKey(id)) {
      return Set.of(
          adjusted.get(id).equals(adjustment)
              ? "true"
              : "error 23505 quota_entries_tenant_id_reservation_id_kind_recorded_at_pk");
    }
    Counter counter = counters.get(key);
    if (counter == null || hard(key).isEmpty()) {
      return Set.of("false");
    }
    long start = Math.max(counter.start, start(period(key), now, zone));
    long before = counter.start < start ? 0 : counter.sum().used;
    if (before + used < 0) {
      return Set.of("error 23514 quota_counters_used_check");
    }
    adjusted.put(id, adjustment);
    if (counter.start < start) {
      counter.start = start;
      counter.warned = OptionalLong.empty();
    }
    count(key, start, 0, used);
    return Set.of("true");
  }

  private String period(Key key) {
    return switch (key.measure) {
      case "quota" -> "total";
      case "rate_limit" -> "minute";
      case "api_calls" -> "month";
      default -> budgets.get(key.limit).period;
    };
  }

  private OptionalLong hard(Key key) {
    return switch (key.measure) {
      case "quota" ->
          deleted.contains(key.limit)
              ? OptionalLong.empty()
              : OptionalLong.of(quotas.get(key.limit));
      case "rate_limit" ->
          deleted.contains(key.limit)
              ? OptionalLong.empty()
              : OptionalLong.of(rates.get(key.limit));
      case "api_calls" -> told ? OptionalLong.of(calls) : OptionalLong.empty();
      default ->
          budgets.containsKey(key.limit)
              ? OptionalLong.of(budgets.get(key.limit).hard)
              : OptionalLong.empty();
    };
  }

  /** A limit was changed, or its counters were: events come now, or with the next request. */
  void changed(String limit) {
    counters.forEach(
        (key, counter) -> {
          if (key.limit.equals(limit)) {
            touched.add(key);
            counter.fresh = false;
          }
        });
  }

  /** Counters were deleted and came back, but for those of limits that are gone. */
  void restored(String limit) {
    counters.forEach(
        (key, counter) -> {
          if (key.limit.equals(limit)) {
            counter.warned = OptionalLong.empty();
            counter.gone = hard(key).isEmpty();
          }
        });
  }

  // what the database shows after a step

  void compare(List<String> shown) {
    Set<String> expected = new TreeSet<>();
    counters.forEach(
        (key, counter) -> {
          if (!counter.gone) {
            expected.add("c|" + line(key, counter.start, counter.sum()));
          }
        });
    assertThat(sorted(shown, "c|")).as("counters").isEqualTo(List.copyOf(expected));
    compareEvents(shown.stream().filter(line -> line.startsWith("e|")).toList());
  }

  void compareWhole(
      List<String> shown,
      String user,
      Optional<String> token,
      Optional<String> channel,
      String model) {
    Set<String> sums = new TreeSet<>();
    counters.forEach(
        (key, counter) ->
            counter.periods.forEach((start, sum) -> sums.add("s|" + line(key, start, sum))));
    Set<String> states = new TreeSet<>();
    holds.forEach((id, hold) -> states.add("r|" + id + "|" + hold.state));
    assertThat(sorted(shown, "s|")).as("ledger").isEqualTo(List.copyOf(sums));
    assertThat(sorted(shown, "r|")).as("reservations").isEqualTo(List.copyOf(states));
    assertThat(sorted(shown, "d|")).as("drifts").isEmpty();
    Optional<String> own = token.filter(t -> OWNERS.get(t).equals(user));
    Optional<String> there = channel.filter(c -> !deleted.contains(c));
    assertThat(sorted(shown, "l|"))
        .as("remaining")
        .isEqualTo(
            limits(user, own, there, model, OptionalLong.empty(), OptionalLong.empty()).stream()
                .map(this::left)
                .sorted()
                .toList());
  }

  private void compareEvents(List<String> shown) {
    List<String> fresh = shown.subList(events, shown.size());
    for (String event : fresh) {
      String[] parts = event.split("\\|");
      Key key = new Key(parts[1], parts[2], "budget");
      OptionalLong soft = OptionalLong.of(Long.parseLong(parts[3]));
      Counter counter = counters.get(key);
      assertThat(touched).as("what an event is of").contains(key);
      assertThat(counter.warned).as("the event before %s", event).isNotEqualTo(soft);
      assertThat(counter.taken())
          .as("what %s is of", event)
          .isGreaterThanOrEqualTo(soft.getAsLong());
      counter.warned = soft;
    }
    assertThat(fresh).as("events that are due").containsAll(due);
    events = shown.size();
    due.clear();
    touched.clear();
  }

  private static String event(Key key, long soft) {
    return "e|" + key.limit + "|" + key.holder + "|" + soft;
  }

  private String left(Limit limit) {
    Counter counter = counters.get(limit.key);
    Sum sum = counter == null || counter.start < limit.start ? new Sum(0, 0) : counter.sum();
    return String.join(
        "|",
        "l",
        limit.key.limit,
        limit.key.holder,
        limit.key.measure,
        limit.subject,
        limit.unit,
        limit.currency,
        limit.period,
        limit.hard == UNLIMITED ? "" : amount(limit.hard),
        limit.soft.isPresent() ? amount(limit.soft.getAsLong()) : "",
        amount(sum.held),
        amount(sum.used),
        limit.hard == UNLIMITED ? "" : amount(remaining(limit)),
        limit.end == NEVER ? "" : time(limit.end));
  }

  private static String line(Key key, long start, Sum sum) {
    return String.join(
        "|", key.limit, key.holder, key.measure, time(start), amount(sum.held), amount(sum.used));
  }

  private static List<String> sorted(List<String> shown, String kind) {
    return shown.stream()
        .filter(s -> s.startsWith(kind))
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  static String amount(long amount) {
    return amount == UNLIMITED ? "inf" : Long.toString(amount);
  }

  static String time(long at) {
    return at == EVER ? "-inf" : at == NEVER ? "inf" : Long.toString(at);
  }
}

package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.provider.LedgerCounters.Counter;
import io.lyss.dao.provider.LedgerCounters.Line;
import io.lyss.dao.provider.LedgerLimits.Key;
import io.lyss.dao.provider.LedgerLimits.Limit;
import io.lyss.dao.provider.LedgerLimits.Request;
import io.lyss.dao.provider.LedgerPrices.Price;
import io.lyss.dao.provider.LedgerPrices.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the ledger of one tenant should say: plain sums in maps, without slots and without locks.
 * Amounts are millionths, times are microseconds. Names stand for ids. Each step says what the
 * database may answer.
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

  final LedgerLimits limits = new LedgerLimits();
  final LedgerCounters counters = new LedgerCounters(limits);
  private final Map<String, Hold> holds = new HashMap<>();
  private final Set<String> charged = new HashSet<>();
  private final Map<String, String> adjusted = new HashMap<>();

  Set<String> reserve(String id, Request request, long hold) {
    Hold known = holds.get(id);
    if (known != null) {
      return Set.of(
          known.request.equals(request)
              ? "reserved|" + known.state
              : "error 23505 quota_reservations_tenant_id_id_pk");
    }
    if (request.token().isPresent() && !OWNERS.get(request.token().get()).equals(request.user())) {
      return Set.of("token_invalid|");
    }
    if (limits.deleted.contains(request.channel())) {
      return Set.of("channel_invalid|");
    }
    List<Limit> applying =
        limits.limits(
            request.user(),
            request.token(),
            Optional.of(request.channel()),
            request.model(),
            OptionalLong.of(request.amount() * ONE),
            request.tokens());
    List<Limit> lacking = lacking(applying);
    if (lacking.stream().anyMatch(l -> limits.costsNothing(l, request))) {
      applying =
          applying.stream().map(l -> limits.costsNothing(l, request) ? l.needing(0) : l).toList();
      lacking = lacking(applying);
    }
    if (!lacking.isEmpty()) {
      long last = lacking.stream().mapToLong(Limit::end).max().orElseThrow();
      Set<String> answers = new TreeSet<>();
      lacking.stream()
          .filter(l -> l.end() == last)
          .forEach(
              l ->
                  answers.add(
                      String.join(
                          "|",
                          l.subject() + "_exhausted",
                          l.key().limit(),
                          l.key().measure(),
                          LedgerCounters.amount(l.hard()),
                          LedgerCounters.amount(counters.remaining(l)),
                          l.end() == NEVER ? "" : LedgerCounters.time(l.end()))));
      return answers;
    }
    List<Line> lines = new ArrayList<>();
    for (Limit limit : applying) {
      Counter counter = counters.begin(limit);
      counters.announce(limit, counter);
      long held = limit.needed().orElse(0);
      counters.count(limit.key(), counter.start, held, 0);
      lines.add(new Line(limit.key(), limit.unit(), limit.currency(), counter.start, held));
    }
    holds.put(id, new Hold(request, limits.now + hold, lines));
    return Set.of("reserved|reserved");
  }

  private List<Limit> lacking(List<Limit> applying) {
    return applying.stream().filter(l -> !counters.sufficient(l)).toList();
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
      Usage one = limits.prices.record(hold.request.model(), hold.lines, tokens, told);
      for (Line line : hold.lines) {
        long used = LedgerPrices.used(line, amount, one);
        counters.count(
            line.key(), line.start(), hold.state.equals("reserved") ? -line.held() : 0, used);
        counters.warn(line);
      }
      hold.state = "settled";
      hold.amount = Long.toString(amount);
    }
    return Set.of(hold.state + "|" + hold.amount);
  }

  /**
   * A request has ended that had no reservation: no limit refuses it.
   *
   * @param at the time in its id; one that is to come counts as limits.now
   * @param told what it cost, as for {@link #settle}
   */
  Set<String> charge(String id, long at, Request request, long tokens, Optional<Price> told) {
    if (request.token().isPresent() && !OWNERS.get(request.token().get()).equals(request.user())
        || limits.deleted.contains(request.channel())) {
      return Set.of(
          "error 42501 users record only their own requests, with tokens of their own and channels that they may use");
    }
    if (!charged.add(id)) {
      return Set.of("false");
    }
    long when = Math.min(at, limits.now);
    List<Line> lines = new ArrayList<>();
    Usage one = limits.prices.record(request.model(), lines, tokens, told);
    for (Limit limit :
        limits.limits(
            request.user(),
            request.token(),
            Optional.of(request.channel()),
            request.model(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            when)) {
      if (limit.unit().equals("at_once")) {
        continue;
      }
      Counter counter = counters.begin(limit);
      long start = counter.start > when ? limit.start() : counter.start;
      Line line = new Line(limit.key(), limit.unit(), limit.currency(), start, 0);
      long used = LedgerPrices.used(line, request.amount(), one);
      counter.fresh = start == counter.start && used > 0;
      counters.count(line.key(), start, 0, used);
      counters.warn(line);
      lines.add(line);
    }
    return Set.of("true");
  }

  Set<String> rerate(String model) {
    return Set.of(Integer.toString(limits.prices.rerate(model, counters)));
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
    hold.lines.forEach(line -> counters.count(line.key(), line.start(), -line.held(), 0));
    hold.state = state;
  }

  Set<String> expire() {
    List<Hold> over =
        holds.values().stream()
            .filter(h -> h.state.equals("reserved") && h.expiresAt <= limits.now)
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
    Counter counter = counters.find(key);
    if (counter == null || limits.hard(key).isEmpty()) {
      return Set.of("false");
    }
    long start =
        Math.max(counter.start, LedgerPeriods.start(limits.period(key), limits.now, limits.zone));
    long before = counter.start < start ? 0 : counter.sum().used();
    if (before + used < 0) {
      return Set.of("error 23514 quota_counters_used_check");
    }
    adjusted.put(id, adjustment);
    counter.begin(start);
    counters.count(key, start, 0, used);
    return Set.of("true");
  }

  void compareWhole(
      List<String> shown,
      String user,
      Optional<String> token,
      Optional<String> channel,
      String model) {
    counters.compareLedger(shown);
    Set<String> states = new TreeSet<>();
    holds.forEach((id, hold) -> states.add("r|" + id + "|" + hold.state));
    assertThat(LedgerCounters.sorted(shown, "r|"))
        .as("reservations")
        .isEqualTo(List.copyOf(states));
    assertThat(LedgerCounters.sorted(shown, "d|")).as("drifts").isEmpty();
    Optional<String> own = token.filter(t -> OWNERS.get(t).equals(user));
    Optional<String> there = channel.filter(c -> !limits.deleted.contains(c));
    assertThat(LedgerCounters.sorted(shown, "l|"))
        .as("remaining")
        .isEqualTo(
            limits
                .limits(user, own, there, model, OptionalLong.empty(), OptionalLong.empty())
                .stream()
                .map(counters::left)
                .sorted()
                .toList());
  }
}

package io.lyss.dao.provider;

import static io.lyss.dao.provider.LedgerModel.EVER;
import static io.lyss.dao.provider.LedgerModel.NEVER;
import static io.lyss.dao.provider.LedgerModel.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.provider.LedgerLimits.Key;
import io.lyss.dao.provider.LedgerLimits.Limit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is held and used of each limit in each of its periods, and which events that publishes. */
final class LedgerCounters {

  record Sum(long held, long used) {
    Sum plus(long moreHeld, long moreUsed) {
      return new Sum(held + moreHeld, used + moreUsed);
    }
  }

  static final class Counter {
    long start;
    final TreeMap<Long, Sum> periods = new TreeMap<>();
    OptionalLong warned = OptionalLong.empty();

    /** Whether its room was shared out among its slots after the limits were last changed. */
    boolean fresh;

    boolean gone;

    Counter(long start) {
      this.start = start;
    }

    /** Begins a period, unless it has begun. */
    void begin(long next) {
      if (start < next) {
        start = next;
        warned = OptionalLong.empty();
      }
    }

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

  /** What one limit counts of a request. */
  record Line(Key key, String unit, String currency, long start, long held) {}

  private final LedgerLimits limits;
  private final Map<Key, Counter> counters = new HashMap<>();

  /** How many events there were after the last step. */
  private int events;

  /** Events that this step has to publish. */
  private final Set<String> due = new TreeSet<>();

  /** What this step has counted. */
  private final Set<Key> touched = new HashSet<>();

  LedgerCounters(LedgerLimits limits) {
    this.limits = limits;
  }

  Counter find(Key key) {
    return counters.get(key);
  }

  /** The counter of a limit, in the period of the limit or in a later one. */
  Counter begin(Limit limit) {
    Counter counter = counters.computeIfAbsent(limit.key(), key -> new Counter(limit.start()));
    counter.begin(limit.start());
    return counter;
  }

  long taken(Limit limit) {
    Counter counter = counters.get(limit.key());
    return counter == null ? 0 : counter.taken(limit.start());
  }

  boolean sufficient(Limit limit) {
    if (limit.hard() == UNLIMITED) {
      return true;
    }
    long left = limit.hard() - taken(limit);
    return limit.needed().isPresent()
        ? limit.needed().getAsLong() == 0 || left >= limit.needed().getAsLong()
        : left > 0;
  }

  long remaining(Limit limit) {
    return limit.hard() == UNLIMITED ? UNLIMITED : Math.max(0, limit.hard() - taken(limit));
  }

  void count(Key key, long start, long held, long used) {
    Counter counter = counters.get(key);
    counter.periods.merge(
        start, new Sum(held, used), (known, more) -> known.plus(more.held, more.used));
    touched.add(key);
  }

  /** A request needs so much: it may reach the soft limit. */
  void announce(Limit limit, Counter counter) {
    long before = counter.taken();
    long held = limit.needed().orElse(0);
    if (limit.soft().isPresent()
        && !counter.warned.equals(limit.soft())
        && (limit.needed().isPresent()
            ? held > 0 && before + held > limit.soft().getAsLong()
            : before >= limit.soft().getAsLong())) {
      due.add(event(limit.key(), limit.soft().getAsLong()));
    }
    counter.fresh = limit.needed().isEmpty() || held > 0;
  }

  void warn(Line line) {
    Counter counter = counters.get(line.key());
    OptionalLong soft = limits.soft(line.key());
    if (counter.fresh
        && counter.start == line.start()
        && soft.isPresent()
        && !counter.warned.equals(soft)
        && counter.taken() > soft.getAsLong()) {
      due.add(event(line.key(), soft.getAsLong()));
    }
  }

  /** A limit was changed, or its counters were: events come now, or with the next request. */
  void changed(String limit) {
    counters.forEach(
        (key, counter) -> {
          if (key.limit().equals(limit)) {
            touched.add(key);
            counter.fresh = false;
          }
        });
  }

  /** Counters were deleted and came back, but for those of limits that are gone. */
  void restored(String limit) {
    counters.forEach(
        (key, counter) -> {
          if (key.limit().equals(limit)) {
            counter.warned = OptionalLong.empty();
            counter.gone = limits.hard(key).isEmpty();
          }
        });
  }

  // what the database shows

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

  void compareLedger(List<String> shown) {
    Set<String> sums = new TreeSet<>();
    counters.forEach(
        (key, counter) ->
            counter.periods.forEach((start, sum) -> sums.add("s|" + line(key, start, sum))));
    assertThat(sorted(shown, "s|")).as("ledger").isEqualTo(List.copyOf(sums));
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
    return "e|" + key.limit() + "|" + key.holder() + "|" + soft;
  }

  String left(Limit limit) {
    Counter counter = counters.get(limit.key());
    Sum sum = counter == null || counter.start < limit.start() ? new Sum(0, 0) : counter.sum();
    return String.join(
        "|",
        "l",
        limit.key().limit(),
        limit.key().holder(),
        limit.key().measure(),
        limit.subject(),
        limit.unit(),
        limit.currency(),
        limit.period(),
        limit.hard() == UNLIMITED ? "" : amount(limit.hard()),
        limit.soft().isPresent() ? amount(limit.soft().getAsLong()) : "",
        amount(sum.held),
        amount(sum.used),
        limit.hard() == UNLIMITED ? "" : amount(remaining(limit)),
        limit.end() == NEVER ? "" : time(limit.end()));
  }

  private static String line(Key key, long start, Sum sum) {
    return String.join(
        "|",
        key.limit(),
        key.holder(),
        key.measure(),
        time(start),
        amount(sum.held),
        amount(sum.used));
  }

  static List<String> sorted(List<String> shown, String kind) {
    return shown.stream().filter(s -> s.startsWith(kind)).sorted().toList();
  }

  static String amount(long amount) {
    return amount == UNLIMITED ? "inf" : Long.toString(amount);
  }

  static String time(long at) {
    return at == EVER ? "-inf" : at == NEVER ? "inf" : Long.toString(at);
  }
}

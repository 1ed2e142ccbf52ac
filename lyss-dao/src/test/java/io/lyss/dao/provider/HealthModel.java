package io.lyss.dao.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of health in Java, for one tenant: what the database is compared with. It knows no
 * epochs: a request remembers the very states that it was chosen in.
 */
final class HealthModel {

  private static final String WHOLE = "";
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** The state of a channel or of a model through it; a new object after each change. */
  static final class State {

    private final int failures;
    private final @Nullable Instant retryAt;
    private final @Nullable Instant probeUntil;

    State(int failures, @Nullable Instant retryAt, @Nullable Instant probeUntil) {
      this.failures = failures;
      this.retryAt = retryAt;
      this.probeUntil = probeUntil;
    }

    private boolean cooling(Instant now) {
      return failures > 0
          && (retryAt.isAfter(now) || probeUntil != null && probeUntil.isAfter(now));
    }

    private Instant end() {
      return probeUntil != null && probeUntil.isAfter(retryAt) ? probeUntil : retryAt;
    }

    @Override
    public String toString() {
      return failures + " " + retryAt + " " + probeUntil;
    }
  }

  /** A request that was sent. */
  record Request(UUID channel, String model, boolean probe, State whole, State ofModel) {}

  /** What selection answers. */
  record Choice(Selection.Outcome outcome, Optional<Request> request, Optional<Instant> retryAt) {}

  private final Map<UUID, Integer> weights;
  private final Map<List<Object>, State> states = new HashMap<>();
  private final Set<UUID> disabled;
  Instant now;

  HealthModel(Map<UUID, Integer> weights, Set<UUID> disabled, Instant now) {
    this.weights = weights;
    this.disabled = disabled;
    this.now = now;
  }

  private State state(UUID channel, String model) {
    return states.computeIfAbsent(List.of(channel, model), key -> new State(0, null, null));
  }

  private boolean cooling(UUID channel, String model) {
    return state(channel, WHOLE).cooling(now) || state(channel, model).cooling(now);
  }

  /** When a channel that is closed for a model is tried again; empty if it is not closed. */
  Optional<Instant> closedUntil(UUID channel, String model) {
    return Stream.of(WHOLE, model)
        .map(of -> state(channel, of))
        .filter(state -> state.cooling(now))
        .map(State::end)
        .max(Instant::compareTo);
  }

  Choice select(String model, String key) {
    List<UUID> enabled = new ArrayList<>(weights.keySet());
    enabled.removeAll(disabled);
    List<UUID> open = enabled.stream().filter(channel -> !cooling(channel, model)).toList();
    Optional<UUID> chosen = Rendezvous.choice(key, open, id -> id, weights::get);
    if (chosen.isEmpty()) {
      return new Choice(
          enabled.isEmpty() ? Selection.Outcome.UNSUPPORTED : Selection.Outcome.COOLING,
          Optional.empty(),
          enabled.stream().map(id -> closedUntil(id, model).get()).min(Instant::compareTo));
    }
    UUID channel = chosen.get();
    boolean probe = tries(channel, WHOLE) | tries(channel, model);
    Request request =
        new Request(channel, model, probe, state(channel, WHOLE), state(channel, model));
    return new Choice(Selection.Outcome.SELECTED, Optional.of(request), Optional.empty());
  }

  private boolean tries(UUID channel, String model) {
    State state = state(channel, model);
    if (state.failures > 0) {
      become(channel, model, new State(state.failures, state.retryAt, now.plusSeconds(60)));
    }
    return state.failures > 0;
  }

  private void become(UUID channel, String model, State state) {
    states.put(List.of(channel, model), state);
  }

  private boolean tried(State then, State current) {
    return then == current && current.probeUntil != null;
  }

  boolean success(Request request) {
    boolean recovered = false;
    for (String of : List.of(WHOLE, request.model())) {
      State current = state(request.channel(), of);
      if (tried(of.equals(WHOLE) ? request.whole() : request.ofModel(), current)) {
        become(request.channel(), of, new State(0, null, null));
        recovered = true;
      }
    }
    return recovered;
  }

  boolean failure(Request request, boolean channelWide, Optional<Duration> retryAfter) {
    UUID channel = request.channel();
    if (disabled.contains(channel)) {
      return false;
    }
    String failed = channelWide ? WHOLE : request.model();
    String other = channelWide ? request.model() : WHOLE;
    State then = channelWide ? request.whole() : request.ofModel();
    State otherThen = channelWide ? request.ofModel() : request.whole();
    State current = state(channel, failed);
    State whole = state(channel, WHOLE);
    boolean counts =
        tried(then, current)
            || current.failures == 0 && then == current && request.whole() == whole;
    State otherNow = state(channel, other);
    if (tried(otherThen, otherNow)) {
      become(channel, other, new State(otherNow.failures, otherNow.retryAt, null));
    }
    Duration asked =
        retryAfter.map(time -> shorter(time, Duration.ofHours(1))).orElse(Duration.ofDays(-1));
    if (counts) {
      Duration pause = shorter(Duration.ofSeconds(30L << Math.min(current.failures, 10)), LONGEST);
      Instant retryAt = later(now.plus(pause), now.plus(asked));
      become(channel, failed, new State(current.failures + 1, retryAt, null));
    } else if (current.failures > 0 && current.probeUntil == null) {
      Instant retryAt = later(current.retryAt, now.plus(asked));
      become(channel, failed, new State(current.failures, retryAt, null));
    }
    return counts;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** Enables or disables a channel: all begins anew. */
  void set(UUID channel, boolean enabled, List<String> models) {
    if (enabled) {
      disabled.remove(channel);
    } else {
      disabled.add(channel);
    }
    become(channel, WHOLE, new State(0, null, null));
    models.forEach(model -> become(channel, model, new State(0, null, null)));
  }

  /** What has failed, as {@code channel model: failures, retry, probe}. */
  Map<String, String> failing() {
    Map<String, String> failing = new TreeMap<>();
    states.forEach(
        (key, state) -> {
          if (state.failures > 0) {
            failing.put(key.get(0) + " " + key.get(1), state.toString());
          }
        });
    return failing;
  }
}

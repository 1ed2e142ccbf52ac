package io.lyss.dao.relay;

import io.lyss.dao.chat.ChatService;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.session.Delivery;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.EventDao;
import io.lyss.dao.session.Service;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.user.UserService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes events out of the outboxes of the given services, and reports to each of the others what
 * concerns it:
 *
 * <ul>
 *   <li>to all: that a tenant was suspended, deleted or restored; and to the provider service how
 *       many calls a month a tenant may make;
 *   <li>to all: that a tenant or a user was erased in the user service. They erase it, too;
 *   <li>to the provider service: that a user was suspended (it accepts none of the user's tokens
 *       until that is over) or deactivated (it revokes them), that a group was deleted (it deletes
 *       the group's channels), and the prices that are set in the shared service.
 * </ul>
 *
 * <p>Then the host's {@linkplain #handler handler} receives each event.
 *
 * <pre>{@code
 * Relay relay =
 *     Relay.of(users).providers(providers).chats(chats).memories(memories).shared(shared);
 * relay.run();
 * }</pre>
 *
 * <p>Events are delivered at least once, those of a key in order. If a host dies at any point,
 * another one continues; what was reported before is reported again and changes nothing. If a
 * service cannot take an event now, the relay tries again after a pause. Only later events of the
 * same key for that service wait; the other services get theirs.
 *
 * <p>Immutable and thread-safe; any number of hosts may run one at the same time. Nothing else may
 * take events of these services.
 */
public final class Relay {

  private static final int KEYS = 10;
  private static final int REPUBLISHED = 500;

  /**
   * The beginning of the key under which an event waits for one receiver. The receiver's name, a
   * slash and the event's key follow.
   */
  private static final String DIVERTED = "relay:";

  private static final Duration LEASE = Duration.ofSeconds(30);

  private final Map<String, Service<?>> sources;
  private final List<Receiver> told;
  private final RelayHandler own;

  private Relay(Map<String, Service<?>> sources, List<Receiver> told, RelayHandler own) {
    this.sources = sources;
    this.told = told;
    this.own = own;
  }

  /** A relay of the database that knows the tenants. Add the others to it. */
  public static Relay of(UserService users) {
    return new Relay(Map.of(Told.USERS, users), List.of(), (source, event) -> {});
  }

  /** The same with the provider service. */
  public Relay providers(ProviderService service) {
    return and(Told.PROVIDERS, service, Told.providers(service));
  }

  /** The same with the chat service. */
  public Relay chats(ChatService service) {
    return and(Told.CHATS, service, Told.ofTenants(Told.CHATS, service));
  }

  /** The same with the memory service. */
  public Relay memories(MemoryService service) {
    return and(Told.MEMORIES, service, Told.ofTenants(Told.MEMORIES, service));
  }

  /** The same with the shared service. */
  public Relay shared(SharedService service) {
    return and(Told.SHARED, service, Told.ofTenants(Told.SHARED, service));
  }

  private Relay and(String name, Service<?> service, Receiver receiver) {
    Map<String, Service<?>> all = new LinkedHashMap<>(sources);
    all.put(name, service);
    return new Relay(all, told, own).telling(receiver);
  }

  /** The same with one more receiver. */
  Relay telling(Receiver one) {
    List<Receiver> all = new ArrayList<>(told);
    all.add(one);
    return new Relay(sources, all, own);
  }

  /** The same with a handler of the host. It receives each event after the services. */
  public Relay handler(RelayHandler handler) {
    return new Relay(sources, told, handler);
  }

  /**
   * Reports what waits, until nothing more is due. Call it every second or so.
   *
   * @return how much was handled, and what has failed and is tried again later
   * @throws LyssException if the events of a service cannot be read; those of the others were
   *     handled
   */
  public RelayRun run() {
    RelayRun run = RelayRun.NOTHING;
    @Nullable LyssException unreachable = null;
    for (Map.Entry<String, Service<?>> source : sources.entrySet()) {
      try {
        run = run.and(drain(source.getKey(), source.getValue().asSystem(Told.REASON).events()));
      } catch (LyssException e) {
        unreachable = unreachable == null ? e : unreachable;
      }
    }
    if (unreachable != null) {
      throw unreachable;
    }
    return run;
  }

  /**
   * Publishes again what the other services keep of the user service's and the shared service's
   * data, for a service that was restored from a backup or added later: tenants with their status
   * and limits, users whose status was ever changed, deleted groups, erased users and tenants, and
   * prices. {@link #run} then reports it. A receiver that knows it already changes nothing, and
   * keeps what is newer; the {@link #handler} receives it again, with {@code "republished": true}
   * in the payload.
   *
   * <p>It runs in transactions of some {@value #REPUBLISHED} events. If one fails, call it again.
   *
   * @param since a time somewhat before the backup; {@link Instant#EPOCH} for all
   */
  public void republish(Instant since) {
    if (sources.get(Told.USERS) instanceof UserService users) {
      republish(since, next -> users.asSystem(Told.REASON).republish(next, REPUBLISHED));
    }
    if (sources.get(Told.SHARED) instanceof SharedService shared) {
      republish(since, next -> shared.asSystem(Told.REASON).republish(next, REPUBLISHED));
    }
  }

  private static void republish(Instant since, Function<Instant, Optional<Instant>> step) {
    Optional<Instant> next = Optional.of(since);
    while (next.isPresent()) {
      next = step.apply(next.get());
    }
  }

  private RelayRun drain(String source, EventDao events) {
    RelayRun run = RelayRun.NOTHING;
    List<Delivery.Failure> diverted = new ArrayList<>();
    Delivery delivery;
    do {
      delivery = events.deliver(KEYS, LEASE, event -> tell(source, events, event, diverted));
      run = run.and(source, delivery);
    } while (delivery.handled() > 0 && !Thread.currentThread().isInterrupted());
    return run.and(source, new Delivery(0, diverted, 0));
  }

  /**
   * Reports an event to all whom it concerns. If a receiver fails, the event waits for it under a
   * key of its own, and so do later events for it, until it has taken that one.
   */
  private void tell(String source, EventDao events, Event event, List<Delivery.Failure> diverted)
      throws Exception {
    if (event.key().startsWith(DIVERTED)) {
      tellOne(source, event);
      return;
    }
    List<Receiver> concerned =
        told.stream().filter(one -> one.concerns().test(source, event)).toList();
    Set<String> behind =
        concerned.isEmpty()
            ? Set.of()
            : events.divertedTo(event, concerned.stream().map(Receiver::name).toList());
    for (Receiver one : concerned) {
      if (behind.contains(one.name())) {
        events.divert(event, one.name());
      } else {
        try {
          one.told().tell(source, event);
        } catch (RuntimeException e) {
          events.divert(event, one.name());
          diverted.add(new Delivery.Failure(event, e));
        }
      }
    }
    own.handle(source, event);
  }

  /** Reports a diverted event to the receiver that it waits for. */
  private void tellOne(String source, Event event) {
    int slash = event.key().indexOf('/');
    String name = event.key().substring(DIVERTED.length(), slash);
    Receiver receiver =
        told.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("This relay has no service " + name + " to tell"));
    receiver.told().tell(source, withKey(event, event.key().substring(slash + 1)));
  }

  private static Event withKey(Event event, String key) {
    return new Event(
        event.tenantId(),
        event.id(),
        key,
        event.position(),
        event.type(),
        event.payload(),
        event.actorId(),
        event.reason(),
        event.createdAt());
  }
}

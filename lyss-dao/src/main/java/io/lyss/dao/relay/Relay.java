package io.lyss.dao.relay;

import io.lyss.dao.chat.ChatService;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.session.Delivery;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.EventDao;
import io.lyss.dao.session.FollowingSession;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the events of the services that it is given out of their outboxes, and tells the others
 * what concerns them:
 *
 * <ul>
 *   <li>all that a tenant is suspended, deleted or restored, and the provider service how many
 *       calls a month it may make;
 *   <li>all that a tenant or a user was erased in the user service: they erase it, too;
 *   <li>the provider service that a user is suspended, whose tokens are not accepted until that is
 *       over, or has become inactive, whose tokens are revoked, that a group was deleted, whose
 *       channels are deleted, and the prices that are set in the shared service.
 * </ul>
 *
 * <p>Then the host's {@linkplain #handler handler} has each event.
 *
 * <pre>{@code
 * Relay relay =
 *     Relay.of(users).providers(providers).chats(chats).memories(memories).shared(shared);
 * relay.run();
 * }</pre>
 *
 * <p>Events are delivered at least once, those of a key in order. Wherever a host dies, another one
 * goes on; what was told already is told again and changes nothing. What cannot be told now is
 * tried again after a pause, and only events of the same key wait for it.
 *
 * <p>Immutable and thread-safe; any number of hosts may run one at the same time. Nothing else
 * takes events of these services.
 */
public final class Relay {

  private static final int KEYS = 10;
  private static final int REPUBLISHED = 500;
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final Map<String, Service<?>> sources;
  private final List<RelayHandler> told;
  private final RelayHandler own;

  private Relay(Map<String, Service<?>> sources, List<RelayHandler> told, RelayHandler own) {
    this.sources = sources;
    this.told = told;
    this.own = own;
  }

  /** A relay of the database that knows the tenants; the others are added to it. */
  public static Relay of(UserService users) {
    return new Relay(Map.of(Told.USERS, users), List.of(), (source, event) -> {});
  }

  /** The same with the provider service. */
  public Relay providers(ProviderService service) {
    return and(Told.PROVIDERS, service).telling(Told.providers(service));
  }

  /** The same with the chat service. */
  public Relay chats(ChatService service) {
    return and(Told.CHATS, service);
  }

  /** The same with the memory service. */
  public Relay memories(MemoryService service) {
    return and(Told.MEMORIES, service);
  }

  /** The same with the shared service. */
  public Relay shared(SharedService service) {
    return and(Told.SHARED, service);
  }

  private Relay and(String name, Service<? extends FollowingSession<?>> service) {
    Map<String, Service<?>> all = new LinkedHashMap<>(sources);
    all.put(name, service);
    return new Relay(all, told, own).telling(Told.ofTenants(service));
  }

  private Relay telling(RelayHandler one) {
    List<RelayHandler> all = new ArrayList<>(told);
    all.add(one);
    return new Relay(sources, all, own);
  }

  /** The same with a handler of the host, which has each event once the services were told. */
  public Relay handler(RelayHandler handler) {
    return new Relay(sources, told, handler);
  }

  /**
   * Tells what waits, until nothing more is due. Call it every second or so.
   *
   * @return how much was handled, and what has failed and is tried again later
   * @throws LyssException if a service cannot be asked for its events; the others were
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
   * Publishes again what the services of users and of prices know and the others keep, for one of
   * these that was restored from a backup or was added later: tenants with their status and limits,
   * users whose status was ever changed, deleted groups, who was erased, prices. {@link #run} tells
   * it. What is known already changes nothing there, and what is newer stays; the {@link #handler}
   * hears of it again, with {@code "republished": true} in the payload.
   *
   * <p>In transactions of some {@value #REPUBLISHED} events; if one fails, call it again.
   *
   * @param since the time of the backup, or rather somewhat earlier; {@link Instant#EPOCH} for all
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
    Delivery delivery;
    do {
      delivery = events.deliver(KEYS, LEASE, event -> tell(source, event));
      run = run.and(source, delivery);
    } while (delivery.handled() > 0 && !Thread.currentThread().isInterrupted());
    return run;
  }

  /** Tells all, also where one of them cannot be told. */
  private void tell(String source, Event event) throws Exception {
    @Nullable Exception failure = null;
    for (RelayHandler one : told) {
      try {
        one.handle(source, event);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    own.handle(source, event);
  }
}

package io.lyss.examples.services;

import io.lyss.dao.session.Delivery;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.EventHandler;
import io.lyss.dao.session.ServiceSession;
import io.lyss.dao.shared.SharedSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the services in step: a worker that delivers the events of each service to the audit log
 * and to the services that they concern. A host runs it in a loop, on any number of machines.
 */
final class Relay {

  private final Host host;
  private final Set<UUID> suspended = ConcurrentHashMap.newKeySet();

  Relay(Host host) {
    this.host = host;
  }

  /** Tenants whose requests the host refuses, as far as it has heard. */
  Set<UUID> suspended() {
    return suspended;
  }

  /** Delivers what waits; how many of each kind. */
  Map<String, Integer> run() {
    Map<String, ServiceSession<?>> sources = new LinkedHashMap<>();
    sources.put("user", host.users().asSystem("relay"));
    sources.put("provider", host.providers().asSystem("relay"));
    sources.put("chat", host.chats().asSystem("relay"));
    sources.put("memory", host.memories().asSystem("relay"));
    sources.put("shared", host.shared().asSystem("relay"));
    Map<String, Integer> delivered = new TreeMap<>();
    sources.forEach((name, source) -> drain(name, source, delivered));
    return delivered;
  }

  private void drain(String name, ServiceSession<?> source, Map<String, Integer> delivered) {
    SharedSession audit = host.shared().asSystem("relay");
    EventHandler handler =
        event -> {
          // once, however often it is delivered
          audit.audit(event.tenantId()).record(name, event);
          hear(event);
          delivered.merge(event.type(), 1, Integer::sum);
        };
    Delivery delivery;
    do {
      delivery = source.events().deliver(10, Duration.ofSeconds(30), handler);
      if (!delivery.failures().isEmpty()) {
        throw new IllegalStateException(delivery.failures().get(0).cause());
      }
    } while (delivery.handled() > 0);
  }

  private void hear(Event event) {
    switch (event.type()) {
      case "tenant.suspended" -> suspended.add(event.tenantId());
      case "tenant.restored" -> suspended.remove(event.tenantId());
      // whatever the order: a list that is not later changes nothing
      case "price.changed" ->
          host.providers().asSystem("relay").prices(event.tenantId()).accept(event.payload());
      default -> {
        // concerns no other service
      }
    }
  }
}

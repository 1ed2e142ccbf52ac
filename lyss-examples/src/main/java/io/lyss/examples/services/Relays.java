package io.lyss.examples.services;

import io.lyss.dao.relay.Relay;
import io.lyss.dao.relay.RelayRun;
import io.lyss.dao.shared.SharedSession;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reports to each service what happened in the others, and records each event in the audit log. A
 * host runs this in a loop, on any number of machines.
 */
final class Relays {

  private final Host host;

  Relays(Host host) {
    this.host = host;
  }

  /** Delivers the waiting events, and returns how many of each type there were. */
  Map<String, Integer> run() {
    Map<String, Integer> delivered = new TreeMap<>();
    SharedSession audit = host.shared().asSystem("relay");
    RelayRun run =
        Relay.of(host.users())
            .providers(host.providers())
            .chats(host.chats())
            .memories(host.memories())
            .shared(host.shared())
            .handler(
                (source, event) -> {
                  // recorded once, however often it is delivered
                  audit.audit(event.tenantId()).record(source, event);
                  delivered.merge(event.type(), 1, Integer::sum);
                })
            .run();
    if (!run.failures().isEmpty()) {
      throw new IllegalStateException(run.failures().get(0).failure().cause());
    }
    return delivered;
  }
}

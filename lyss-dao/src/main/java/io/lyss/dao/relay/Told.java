package io.lyss.dao.relay;

import io.lyss.dao.Json;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.FollowingSession;
import io.lyss.dao.session.Service;
import java.util.Set;
import java.util.UUID;

/**
 * What a service does when an event of another service is reported to it. The same event again
 * changes nothing.
 */
final class Told {

  static final String USERS = "user";
  static final String PROVIDERS = "provider";
  static final String CHATS = "chat";
  static final String MEMORIES = "memory";
  static final String SHARED = "shared";

  /** The reason of the scope, and the name of the consumer. */
  static final String REASON = "relay";

  /** The events beside those of tenants that concern the provider service. */
  private static final Set<String> OWN =
      Set.of("user user.status_changed", "user group.deleted", "shared price.changed");

  private Told() {}

  /** Whether an event carries the state of a tenant. */
  private static boolean isOfTenant(String source, Event event) {
    return source.equals(USERS) && event.type().startsWith("tenant.") && !isErased(source, event);
  }

  private static boolean isErased(String source, Event event) {
    return source.equals(USERS)
        && (event.type().equals("tenant.erased") || event.type().equals("user.erased"));
  }

  /** A receiver of the events that concern each service: those of tenants, and erasures. */
  static Receiver ofTenants(String name, Service<? extends FollowingSession<?>> service) {
    return new Receiver(
        name,
        (source, event) -> isOfTenant(source, event) || isErased(source, event),
        (source, event) -> {
          if (isOfTenant(source, event)) {
            service.asSystem(REASON).acceptTenant(event.tenantId(), event.payload());
          } else {
            // it is replayed as an entry of the journal: the erasure begins once, and a job carries
            // it out
            Json journal = new Json("[" + event.payload().text() + "]");
            service.asSystem(REASON).personalData().replayErasures(journal);
          }
        });
  }

  /**
   * A receiver of these events and of those that concern the provider service only. It is one
   * receiver, so that the events of a key stay in order.
   */
  static Receiver providers(ProviderService service) {
    Receiver tenants = ofTenants(PROVIDERS, service);
    return new Receiver(
        PROVIDERS,
        (source, event) ->
            tenants.concerns().test(source, event) || OWN.contains(source + " " + event.type()),
        (source, event) -> {
          if (tenants.concerns().test(source, event)) {
            tenants.told().tell(source, event);
          }
          tellProviders(service, source, event);
        });
  }

  private static void tellProviders(ProviderService service, String source, Event event) {
    UUID tenant = event.tenantId();
    ProviderSession providers = service.asSystem(REASON);
    if (isOfTenant(source, event)) {
      providers.tenantSettings(tenant).acceptLimit(event.payload());
    }
    switch (source + " " + event.type()) {
      case "user user.status_changed" ->
          providers.tokens(tenant).acceptUser(subject(event), event.payload());
      case "user group.deleted" -> providers.channels(tenant).deleteByGroup(subject(event));
      case "shared price.changed" -> providers.prices(tenant).accept(event.payload());
      default -> {
        // concerns no provider
      }
    }
  }

  /** The id in a key, such as that of the user in {@code user:<id>}. */
  private static UUID subject(Event event) {
    return UUID.fromString(event.key().substring(event.key().indexOf(':') + 1));
  }
}

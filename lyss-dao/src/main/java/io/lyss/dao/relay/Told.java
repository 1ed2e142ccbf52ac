package io.lyss.dao.relay;

import io.lyss.dao.Json;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.FollowingSession;
import io.lyss.dao.session.Service;
import java.util.UUID;

/** What a service is told of the events of others. To be told again changes nothing. */
final class Told {

  static final String USERS = "user";
  static final String PROVIDERS = "provider";
  static final String CHATS = "chat";
  static final String MEMORIES = "memory";
  static final String SHARED = "shared";

  /** Of the scope, and the name of the consumer. */
  static final String REASON = "relay";

  private Told() {}

  /** Whether an event is of a tenant, and carries its state. */
  private static boolean isOfTenant(String source, Event event) {
    return source.equals(USERS) && event.type().startsWith("tenant.") && !isErased(source, event);
  }

  private static boolean isErased(String source, Event event) {
    return source.equals(USERS)
        && (event.type().equals("tenant.erased") || event.type().equals("user.erased"));
  }

  static RelayHandler ofTenants(Service<? extends FollowingSession<?>> service) {
    return (source, event) -> {
      if (isOfTenant(source, event)) {
        service.asSystem(REASON).acceptTenant(event.tenantId(), event.payload());
      } else if (isErased(source, event)) {
        // an entry of a journal: begun once, and a job does it
        Json journal = new Json("[" + event.payload().text() + "]");
        service.asSystem(REASON).personalData().replayErasures(journal);
      }
    };
  }

  static RelayHandler providers(ProviderService service) {
    return (source, event) -> {
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
    };
  }

  /** The id in a key, such as that of the user in {@code user:<id>}. */
  private static UUID subject(Event event) {
    return UUID.fromString(event.key().substring(event.key().indexOf(':') + 1));
  }
}

package io.lyss.dao.shared;

import io.lyss.dao.Ids;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A shared database of a test class's own. Tenants and users are but ids here. */
final class TestShared extends TestDatabase {

  TestShared() {
    super(LyssDatabase.SHARED);
  }

  SharedService service() {
    return SharedService.over(pool());
  }

  SharedSession system() {
    return service().asSystem("test");
  }

  SharedSession as(UUID tenantId, UUID userId, TenantRole role) {
    return service().asUser(new Scope.TenantUser(tenantId, userId, Set.of(), role));
  }

  /** An administrator of the tenant, another each time. */
  SharedSession admin(UUID tenantId) {
    return as(tenantId, Ids.next(), TenantRole.TENANT_ADMIN);
  }

  SharedSession user(UUID tenantId, UUID userId) {
    return as(tenantId, userId, TenantRole.END_USER);
  }

  /** A model that has no price yet. */
  PricedModel model() {
    return new PricedModel("openai", name("gpt-"));
  }

  /** Delivers all events that wait, and returns those of one key. */
  List<Event> events(String key) {
    List<Event> events = new ArrayList<>();
    while (system().events().deliver(100, Duration.ofMinutes(1), events::add).handled() > 0) {
      // until nothing is left
    }
    return events.stream().filter(event -> event.key().equals(key)).toList();
  }
}

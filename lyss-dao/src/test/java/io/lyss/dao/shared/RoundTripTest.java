package io.lyss.dao.shared;

import static io.lyss.dao.shared.TestShared.price;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.Event;
import io.lyss.dao.shared.NewAuditEntry.Resource;
import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A call costs one round trip, scope included: counted on the wire. */
class RoundTripTest extends SharedServiceTest {

  private final RoundTrips trips;
  private final Role role =
      shared.admin(tenant).roles().create(NewRole.of("readers", Set.of("user.read")));
  private final PricedModel model = shared.model();

  RoundTripTest() throws IOException {
    trips = new RoundTrips(shared);
  }

  @AfterAll
  void closeAll() throws IOException {
    trips.close();
  }

  private SharedSession as(TenantRole as) {
    return SharedService.over(trips.pool()).as(new Scope.Tenant(tenant, Ids.next(), Set.of(), as));
  }

  @Test
  void everyCallOfAUserTakesOne() throws SQLException {
    Map<String, Consumer<SharedSession>> calls = new LinkedHashMap<>();
    calls.put("has", s -> s.permissions().has("channel.use"));
    calls.put("has not", s -> s.permissions().has("channel.share"));
    calls.put("explain", s -> s.permissions().explain("channel.use"));
    calls.put("all", s -> s.permissions().all());
    calls.put("definitions", s -> s.permissionDefinitions().list());
    calls.put("get role", s -> s.roles().get(role.id()));
    calls.put("role by name", s -> s.roles().findByName("readers"));
    calls.put("list roles", s -> s.roles().list(PAGE));
    calls.put("roles of user", s -> s.roles().listByUser(ann, PAGE));
    calls.put("setting", s -> s.settings().find("chat.model"));
    calls.put("settings", s -> s.settings().list("", 20));
    calls.put("price", s -> s.prices().find(model, Instant.now()));
    calls.put("cost", s -> s.prices().cost(model, Instant.now(), TokenCounts.of(1, 2)));
    calls.put("prices", s -> s.prices().list(Instant.now(), PAGE));
    calls.put("history", s -> s.prices().history(model, PAGE));
    calls.put("audit", s -> s.audit().append(NewAuditEntry.of("chat", "x", Resource.of("y", 1))));
    calls.put("search audit", s -> s.audit().search(AuditFilter.ALL, PAGE));
    trips.takeOneEach(as(TenantRole.END_USER), calls);
  }

  @Test
  void everyCallOfAnAdministratorTakesOne() throws SQLException {
    Map<String, Consumer<SharedSession>> calls = new LinkedHashMap<>();
    calls.put(
        "create role",
        s -> s.roles().create(NewRole.of(shared.name("role"), Set.of("user.read", "user.create"))));
    AtomicReference<Role> read = new AtomicReference<>(role);
    calls.put("update role", s -> read.updateAndGet(r -> s.roles().update(r.withDescription("x"))));
    calls.put("assign", s -> s.roles().assign(ann, role.id()));
    calls.put("who has it", s -> s.roles().listByRole(role.id(), PAGE));
    calls.put("unassign", s -> s.roles().unassign(ann, role.id()));
    AtomicReference<Setting> set = new AtomicReference<>();
    calls.put("set", s -> set.set(s.settings().set("chat.model", json())));
    calls.put("update", s -> set.updateAndGet(x -> s.settings().update(x.withValue(json()))));
    calls.put("delete", s -> s.settings().delete("chat.model"));
    trips.takeOneEach(as(TenantRole.TENANT_ADMIN), calls);
  }

  private static Json json() {
    return new Json("\"" + Ids.next() + "\"");
  }

  @Test
  void everyCallOfSystemWorkTakesOne() throws SQLException {
    Map<String, Consumer<SharedSession>> calls = new LinkedHashMap<>();
    calls.put("set price", s -> s.prices(tenant).set(price(model, "1")));
    calls.put("end price", s -> s.prices(tenant).end(model, null));
    calls.put("has", s -> s.permissions(tenant).has(ann, "tenant.create"));
    calls.put("record", s -> s.audit(tenant).record("user", event()));
    trips.takeOneEach(SharedService.over(trips.pool()).system("round trips"), calls);
  }

  private Event event() {
    return new Event(
        tenant,
        Ids.next(),
        "user:1",
        1,
        "user.created",
        Json.EMPTY,
        Optional.empty(),
        Optional.empty(),
        Instant.now());
  }
}

package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Expect;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The events by which other databases learn of a tenant. */
class TenantEventsTest extends UserServiceTest {

  private List<String> types(Tenant tenant) {
    return users.types(tenant.id(), "tenant:" + tenant.id());
  }

  @Test
  void everyChangeIsAnEventInOrderWithTheReason() {
    Tenant tenant = users.tenant();
    TenantDao tenants = users.service().asSystem("unpaid").tenants();
    tenants.suspend(tenant.id());
    Tenant restored = tenants.restore(tenant.id());
    tenants.update(restored.withPlan(Plan.PRO).withMaxUsers(3));
    tenants.delete(tenant.id());
    List<Event> events = users.events(tenant.id());
    assertThat(events)
        .extracting(Event::type)
        .containsExactly(
            "tenant.created",
            "tenant.suspended",
            "tenant.restored",
            "tenant.changed",
            "tenant.deleted");
    assertThat(events).extracting(Event::key).containsOnly("tenant:" + tenant.id());
    assertThat(events).extracting(Event::position).isSorted().doesNotHaveDuplicates();
    assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
    assertThat(events).allMatch(event -> event.actorId().isEmpty());
    assertThat(events.get(0).reason()).contains("test");
    assertThat(events.get(1).reason()).contains("unpaid");
    assertThat(events.get(0).payload().text())
        .contains("\"slug\": \"" + tenant.slug() + "\"", "\"status\": \"active\"");
    assertThat(events.get(0).createdAt()).isEqualTo(tenant.createdAt());
    assertThat(events.get(3).payload().text())
        .contains("\"changed\": [\"plan_type\", \"max_users\"]")
        .contains("\"max_users\": 3", "\"plan_type\": \"pro\"");
    assertThat(events.get(4).payload().text()).contains("\"status\": \"deleted\"");
  }

  @Test
  void aChangeToTheSameValuesIsNoChangeAndNoEvent() {
    Tenant tenant = users.tenant();
    TenantDao tenants = users.system().tenants();
    Tenant suspended = tenants.suspend(tenant.id());
    assertThat(tenants.suspend(tenant.id())).isEqualTo(suspended);
    assertThat(tenants.update(suspended)).isEqualTo(suspended);
    assertThat(
            tenants.update(
                suspended
                    .withName(tenant.name())
                    .withPlan(tenant.plan())
                    .withMaxUsers(tenant.maxUsers())
                    .withMaxApiCalls(tenant.maxApiCalls())))
        .isEqualTo(suspended);
    assertThat(types(tenant)).containsExactly("tenant.created", "tenant.suspended");
  }

  @Test
  void theEventOfAnEditNamesWhatHasChanged() {
    Tenant tenant = users.tenant();
    TenantDao tenants = users.system().tenants();
    Tenant named = tenants.update(tenant.withName("Other"));
    tenants.update(named.withName("Another").withMaxApiCalls(0));
    assertThat(users.events(tenant.id()))
        .extracting(
            event ->
                event.type()
                    + event.payload().text().replaceAll(".*\"changed\": (\\[.*?\\]).*", " $1"))
        .containsExactly(
            "tenant.created []",
            "tenant.changed [\"name\"]",
            "tenant.changed [\"name\", \"max_api_calls\"]");
  }

  @Test
  void anAdministratorIsTheActor() {
    Tenant tenant = users.tenant();
    UUID administrator = UUID.randomUUID();
    users.service().asAdministrator(administrator, "ticket 7").tenants().suspend(tenant.id());
    Event event = users.events(tenant.id()).get(1);
    assertThat(event.actorId()).contains(administrator);
    assertThat(event.reason()).contains("ticket 7");
  }

  @Test
  void aChangeThatIsRefusedOrRolledBackIsNoEvent() {
    Tenant tenant = users.tenant();
    TenantDao tenants = users.system().tenants();
    Expect.refused("tenants_name_check", () -> tenants.update(tenant.withName(" ")));
    Expect.duplicate("tenants_slug_key", () -> tenants.create(NewTenant.of("x", tenant.slug())));
    Expect.notFound(
        "tenant",
        tenant.slug(),
        () ->
            users
                .system()
                .useTransaction(
                    session -> {
                      session.tenants().suspend(tenant.id());
                      throw new NotFoundException("tenant", tenant.slug());
                    }));
    assertThat(tenants.get(tenant.id())).isEqualTo(tenant);
    assertThat(types(tenant)).containsExactly("tenant.created");
  }
}

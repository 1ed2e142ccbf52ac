package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.TenantRole;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service in a schema of another name, the longest that there can be. */
class OtherSchemaTest extends UserServiceTest {

  private static final String NAME = "a".repeat(63);

  @Test
  void callsReachThatSchemaOnly() {
    LyssMigrator.of(LyssDatabase.USER, users.database().dataSource()).schema(NAME).migrate();
    UserService other = users.service().schema(NAME);
    UserSession system = other.asSystem("test");
    Tenant tenant = system.tenants().create(NewTenant.of("Elsewhere", "elsewhere"));
    User admin =
        system.users(tenant.id()).create(users.newUser().withRole(TenantRole.TENANT_ADMIN));
    UserSession session = other.asUser(system.logins().scope(tenant.id(), admin.id()));
    Group group = session.groups().create(NewGroup.of("readers"));
    assertThat(session.groups().list(PageRequest.first(5)).items()).containsExactly(group);

    assertThat(system.events().await(Duration.ofSeconds(30))).isTrue();
    List<String> types = new ArrayList<>();
    system.events().deliver(10, Duration.ofMinutes(1), event -> types.add(event.type()));
    assertThat(types).containsExactlyInAnyOrder("tenant.created", "user.created");

    assertThat(users.system().tenants().findBySlug("elsewhere")).isEmpty();
    assertThat(users.system().events().listWaiting(0, 10)).isEmpty();
  }
}

package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.Hidden;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TenantIsolationTest extends UserServiceTest {

  private final Tenant tenant = users.tenant();
  private final Tenant others = users.tenant();
  private final User admin = users.admin(tenant);
  private final User stranger = users.superAdmin(others);
  private final Hidden<UserSession> hidden = new Hidden<>(users.as(admin), users.as(stranger));
  private final UUID never = Ids.next();

  @Test
  void aSessionThatMayNotCreateTenantsDoesNotLearnWhetherASlugExists() {
    hidden.byDenial(
        tenant.slug(),
        "never",
        (session, slug) -> session.tenants().create(NewTenant.of("x", slug)));
    assertThat(users.system().tenants().get(tenant.id())).isEqualTo(tenant);
  }
}

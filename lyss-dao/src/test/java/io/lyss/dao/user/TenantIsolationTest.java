package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
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
  void anotherTenantLooksLikeOneThatDoesNotExist() {
    hidden.by(tenant.id(), never, (session, id) -> session.tenants().find(id));
    hidden.by(tenant.id(), never, (session, id) -> session.tenants().get(id));
    hidden.by(tenant.slug(), "never", (session, slug) -> session.tenants().findBySlug(slug));
  }

  @Test
  void everyUserSeesTheirOwnTenantOnly() {
    assertThat(users.as(admin).tenants().list(PageRequest.first(5)).items())
        .containsExactly(tenant);
    assertThat(users.as(stranger).tenants().list(PageRequest.first(5)).items())
        .containsExactly(others);
  }

  @Test
  void noUserChangesATenantNotEvenTheirOwn() {
    Tenant edited = tenant.withMaxUsers(1_000);
    hidden.byDenial(
        tenant.id(),
        never,
        (session, id) -> session.tenants().update(TestUsers.withId(edited, id)));
    hidden.byDenial(tenant.id(), never, (session, id) -> session.tenants().suspend(id));
    hidden.byDenial(tenant.id(), never, (session, id) -> session.tenants().restore(id));
    hidden.byDenial(tenant.id(), never, (session, id) -> session.tenants().delete(id));
    hidden.byDenial(
        tenant.slug(),
        "never",
        (session, slug) -> session.tenants().create(NewTenant.of("x", slug)));
    assertThat(users.system().tenants().get(tenant.id())).isEqualTo(tenant);
  }
}

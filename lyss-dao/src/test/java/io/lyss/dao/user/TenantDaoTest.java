package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.session.Delivery;
import io.lyss.dao.testing.Expect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantDaoTest extends UserServiceTest {

  @Test
  void aSuspendedTenantReadsAndWritesNothing() {
    Tenant tenant = users.tenant();
    User admin = users.admin(tenant);
    User user = users.user(tenant);
    users.as(admin).users().setProfile(user.id(), NewUser.Profile.UNKNOWN.withFullName("Ann"));
    Group group = users.as(admin).groups().create("readers", null);
    users.as(admin).groups().addMember(group.id(), user.id(), GroupRole.MEMBER);
    assertThat(users.as(user).groups().list(PageRequest.first(5)).items()).containsExactly(group);
    users.system().tenants().suspend(tenant.id());
    assertThat(users.as(admin).users().list(PageRequest.first(5)).items()).hasSize(2);
    Expect.notFound(
        "user",
        user.id(),
        () -> users.as(admin).users().setProfile(user.id(), NewUser.Profile.UNKNOWN));
    Expect.denied(() -> users.as(admin).users().create(users.newUser()));
    Expect.denied(() -> users.as(admin).groups().create("writers", null));
    List<String> types = new ArrayList<>();
    Delivery delivery =
        users
            .system()
            .events()
            .deliver(10, Duration.ofSeconds(5), event -> types.add(event.type()));
    assertThat(types).contains("tenant.created", "tenant.suspended", "member.added");
    assertThat(delivery.handled()).isEqualTo(types.size());
    assertThat(users.system().events().waiting(0, 10)).isEmpty();
    assertThat(users.system().events().await(Duration.ofMillis(10))).isFalse();
  }
}

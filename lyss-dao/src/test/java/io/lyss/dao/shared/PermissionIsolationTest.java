package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.TenantRole;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PermissionIsolationTest extends SharedServiceTest {

  @BeforeAll
  void assign() {
    Role role =
        shared.admin(tenant).roles().create(NewRole.of("readers", Set.of("audit.read_all")));
    shared.admin(tenant).roles().assign(ann, role.id());
    shared.admin(tenant).roles().assign(ann, TenantRole.TENANT_ADMIN);
  }

  @Test
  void theSameUserInAnotherTenantHasNothingOfIt() {
    SharedSession there = shared.user(rival, ann);
    assertThat(there.permissions().has("audit.read_all")).isFalse();
    assertThat(there.permissions(tenant).list()).isEmpty();
    UUID elsewhere = tenant;
    assertThat(shared.admin(rival).permissions(elsewhere).list(ann)).isEmpty();
  }
}

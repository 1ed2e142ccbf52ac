package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.Hidden;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoleIsolationTest extends SharedServiceTest {

  private final RoleDao roles = shared.admin(tenant).roles();
  private final Role role = roles.create(NewRole.of("secret readers", Set.of("user.read")));

  @Test
  void rolesOfAnotherTenantAreHidden() {
    for (SharedSession session : List.of(shared.admin(rival), shared.user(rival, ann))) {
      for (RoleDao stranger : List.of(session.roles(), session.roles(tenant))) {
        Hidden<RoleDao> hidden = new Hidden<>(roles, stranger);
        hidden.by(role.id(), NEVER, RoleDao::get);
        hidden.by("secret readers", "nothing", RoleDao::findByName);
        assertThat(stranger.list(PAGE).items()).allMatch(Role::isBuiltIn);
      }
    }
    Hidden<RoleDao> own = new Hidden<>(roles, shared.admin(rival).roles());
    own.by(role.id(), NEVER, (dao, id) -> dao.assign(bob, id));
    own.by(role.id(), NEVER, (dao, id) -> dao.update(edited(id, Set.of("no"))));
    own.by(role.id(), NEVER, (dao, id) -> dao.update(edited(id, Set.of("user.create"))));
    assertThat(roles.get(role.id()).name()).isEqualTo("x");
  }

  /** The role as whoever knows all of it would edit it, or the same of another id. */
  private Role edited(UUID id, Set<String> permissions) {
    return new Role(
        tenant, id, "x", Optional.empty(), permissions, role.createdAt(), role.updatedAt());
  }

  @Test
  void onlyTheUserAndAdministratorsSeeWhichRolesAUserHas() {
    Role held = roles.create(NewRole.of("secret writers", Set.of("user.read")));
    roles.assign(ann, held.id());
    roles.assign(ann, TenantRole.TENANT_ADMIN);
    for (SharedSession stranger :
        List.of(shared.user(tenant, bob), shared.admin(rival), shared.user(rival, ann))) {
      Hidden<RoleDao> hidden = new Hidden<>(roles, stranger.roles(tenant));
      hidden.by(ann, NEVER, (dao, user) -> dao.listByUser(user, PAGE));
      hidden.by(held.id(), NEVER, (dao, id) -> dao.listByRole(id, PAGE));
      assertThat(stranger.roles(tenant).listByRole(TenantRole.TENANT_ADMIN, PAGE).items())
          .isEmpty();
    }
    assertThat(shared.user(tenant, ann).roles().listByUser(ann, PAGE).items()).hasSize(2);
    assertThat(shared.user(tenant, ann).roles().listByRole(held.id(), PAGE).items()).hasSize(1);
  }
}

package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.QuickRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * After any changes of roles and assignments, the answer, its explanation and the list of all agree
 * with a model of sets.
 */
@Alone
class PermissionPropertyTest extends SharedServiceTest {

  private final Seed seed = new Seed();
  private final Random random = seed.random();
  private final List<Permission> permissions = shared.system().permissionDefinitions().list();
  private final List<UUID> users = Stream.generate(Ids::next).limit(4).toList();
  private final Map<UUID, TenantModel> tenants =
      Map.of(tenant, new TenantModel(), rival, new TenantModel());

  /** What the roles of one tenant permit, and who has which: a role's id, or a built-in one. */
  private static final class TenantModel {
    final Map<UUID, Set<String>> roles = new HashMap<>();
    final Map<UUID, Set<Object>> held = new HashMap<>();
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Set<String> anyOfTenant() {
    return permissions.stream()
        .filter(permission -> permission.reach() == PermissionReach.TENANT)
        .filter(permission -> random.nextInt(8) == 0)
        .map(Permission::name)
        .collect(Collectors.toSet());
  }

  private void change(UUID id, TenantModel model) {
    RoleDao dao = shared.system().roles(id);
    UUID user = any(users);
    Set<Object> held = model.held.computeIfAbsent(user, key -> new HashSet<>());
    TenantRole builtIn = any(List.of(TenantRole.values()));
    List<UUID> roles = new ArrayList<>(model.roles.keySet());
    int kind = roles.isEmpty() ? 0 : random.nextInt(8);
    switch (kind) {
      case 0 -> {
        Set<String> permits = anyOfTenant();
        model.roles.put(dao.create(NewRole.of(shared.name("role"), permits)).id(), permits);
      }
      case 1 -> {
        Set<String> permits = anyOfTenant();
        UUID role = any(roles);
        assertThat(dao.update(dao.get(role).withPermissions(permits)).permissions())
            .isEqualTo(permits);
        model.roles.put(role, permits);
      }
      case 2 -> {
        UUID role = any(roles);
        dao.delete(role);
        model.roles.remove(role);
        model.held.values().forEach(each -> each.remove(role));
      }
      case 3, 4 -> {
        UUID role = any(roles);
        assertThat(dao.assign(user, role)).isEqualTo(held.add(role));
      }
      case 5 -> {
        UUID role = any(roles);
        assertThat(dao.unassign(user, role)).isEqualTo(held.remove(role));
      }
      case 6 -> assertThat(dao.assign(user, builtIn)).isEqualTo(held.add(builtIn));
      default -> assertThat(dao.unassign(user, builtIn)).isEqualTo(held.remove(builtIn));
    }
  }

  private boolean permits(TenantModel model, Object role, Permission permission) {
    if (role == TenantRole.SUPER_ADMIN) {
      return true;
    }
    if (role == TenantRole.TENANT_ADMIN) {
      return permission.reach() == PermissionReach.TENANT;
    }
    if (role == TenantRole.END_USER) {
      return END_USERS.contains(permission.name());
    }
    return model.roles.get(role).contains(permission.name());
  }

  private static final Set<String> END_USERS =
      Set.of(
          "group.read",
          "channel.use",
          "channel.create",
          "token.create",
          "conversation.create",
          "memory.create",
          "setting.read",
          "price.read",
          "usage.read",
          "audit.read");

  private Set<String> expected(
      TenantModel model, UUID user, Set<Object> ofScope, boolean withinTenant) {
    Set<Object> roles = new HashSet<>(model.held.getOrDefault(user, Set.of()));
    roles.addAll(ofScope);
    return permissions.stream()
        .filter(permission -> !withinTenant || permission.reach() == PermissionReach.TENANT)
        .filter(permission -> roles.stream().anyMatch(role -> permits(model, role, permission)))
        .map(Permission::name)
        .collect(Collectors.toSet());
  }

  private void assertAgree(PermissionDao dao, UUID user, Set<String> expected, String who) {
    assertThat(dao.list(user)).as("%s of %s", who, seed).isEqualTo(expected);
    for (int i = 0; i < 3; i++) {
      String permission = any(permissions).name();
      boolean granted = expected.contains(permission);
      assertThat(dao.has(user, permission)).as("%s %s", permission, seed).isEqualTo(granted);
      assertThat(dao.explain(user, permission).granted()).as("%s", seed).isEqualTo(granted);
    }
  }

  @Test
  void theDatabaseAgreesWithTheModel() {
    for (int i = 0; i < QuickRun.some(120); i++) {
      UUID id = random.nextBoolean() ? tenant : rival;
      TenantModel model = tenants.get(id);
      change(id, model);
      UUID user = any(users);
      TenantRole role = any(List.of(TenantRole.values()));
      assertAgree(
          shared.system().permissions(id), user, expected(model, user, Set.of(), false), "system");
      assertAgree(
          shared.as(id, user, role).permissions(),
          user,
          expected(model, user, Set.of(role), true),
          "own");
      assertAgree(
          shared.admin(id).permissions(), user, expected(model, user, Set.of(), true), "admin");
      assertAgree(shared.user(id, Ids.next()).permissions(), user, Set.of(), "stranger");
    }
  }
}

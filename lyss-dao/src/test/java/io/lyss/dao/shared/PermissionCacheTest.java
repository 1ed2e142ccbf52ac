package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.testing.MapCache;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.testing.calls.ServiceWorld;
import io.lyss.throwaway.OneIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers about oneself are kept. A listener hears which questions went to the database. */
class PermissionCacheTest extends SharedServiceTest {

  /** As long as it may be: no test takes so long that it is over. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final String ALL = "all:00000000-0000-0000-0000-000000000000";

  private final List<FinishedCall> asked = new ArrayList<>();
  private final MapCache cache = MapCache.ofEntries();
  private UUID user;
  private SharedService host;

  @BeforeEach
  void begin() {
    user = Ids.next();
    host = shared.service().cache(cache, LONG).listener(CallListener.atEnd(asked::add));
    asked.clear();
  }

  private PermissionDao of(UUID who, TenantRole role) {
    return host.asUser(new Scope.TenantUser(tenant, who, Set.of(), role)).permissions();
  }

  private boolean has(String permission) {
    return of(user, TenantRole.END_USER).has(permission);
  }

  /** Asks another question of the tenant, whose answer has the changes. */
  private void askAnything() {
    of(Ids.next(), TenantRole.END_USER).has("channel.use");
  }

  @Test
  void yesAndNoAreKept() {
    TestDatabase.notOnCitus("no answers are kept there");
    for (int i = 0; i < 50; i++) {
      assertThat(has("channel.use")).isTrue();
      assertThat(has("audit.read_all")).isFalse();
    }
    assertThat(asked)
        .extracting(FinishedCall::name)
        .containsExactly("PermissionDao.has", "PermissionDao.has");
  }

  @Test
  void anUndefinedPermissionIsAnErrorEachTime() {
    for (int i = 0; i < 2; i++) {
      for (String none : List.of("no.such", "no such", "x".repeat(500))) {
        assertThatExceptionOfType(ConstraintException.class).isThrownBy(() -> has(none));
      }
    }
    assertThat(asked).hasSize(6);
  }

  @Test
  void theRoleOfTheScopeIsPartOfTheQuestion() {
    TestDatabase.notOnCitus("no answers are kept there");
    assertThat(of(user, TenantRole.END_USER).has("role.manage")).isFalse();
    assertThat(of(user, TenantRole.TENANT_ADMIN).has("role.manage")).isTrue();
    assertThat(of(user, TenantRole.END_USER).has("role.manage")).isFalse();
    assertThat(asked).hasSize(2);
  }

  @Test
  void answersAboutOthersAreNotKept() {
    PermissionDao admin = of(Ids.next(), TenantRole.TENANT_ADMIN);
    admin.has(user, "channel.use");
    admin.has(user, "channel.use");
    assertThat(asked).hasSize(2);
  }

  /** A permission of one tenant is not valid in another, whichever scope asks. */
  @Test
  void anotherTenantsPermissionsAreNotTheOwnOnes() {
    SharedSession mine =
        host.asUser(new Scope.TenantUser(tenant, user, Set.of(), TenantRole.END_USER));
    for (int i = 0; i < 2; i++) {
      assertThat(mine.permissions().has("channel.use")).isTrue();
      assertThat(mine.permissions(rival).has("channel.use")).isFalse();
    }
  }

  @Test
  void eachWayToTakeAPermissionAwayEndsTheAnswer() {
    TestDatabase.notOnCitus("no answers are kept there");
    RoleDao roles = shared.admin(tenant).roles();
    Role role = roles.create(NewRole.of(shared.name("role "), Set.of("audit.read_all")));
    Map<String, Runnable> ways = new LinkedHashMap<>();
    ways.put("unassigned", () -> roles.unassign(user, role.id()));
    ways.put(
        "not of the role",
        () -> roles.update(roles.get(role.id()).withPermissions(Set.of("usage.read"))));
    ways.put("the role is deleted", () -> roles.delete(role.id()));
    ways.forEach(
        (name, way) -> {
          roles.update(roles.get(role.id()).withPermissions(Set.of("audit.read_all")));
          roles.assign(user, role.id());
          askAnything();
          assertThat(has("audit.read_all")).as(name).isTrue();
          way.run();
          assertThat(has("audit.read_all")).as("%s: a minute is not over", name).isTrue();
          askAnything();
          assertThat(has("audit.read_all")).as(name).isFalse();
        });
  }

  /** One that is imported is opened afterwards; its rows came past all triggers. */
  @Test
  void everythingIsAskedAnewOfATenantThatIsOpened() {
    TestDatabase.notOnCitus("no answers are kept there");
    assertThat(has("audit.read_all")).isFalse();
    shared
        .database()
        .execute(
            """
            begin;
            set local session_replication_role = replica;
            insert into lyss_shared.user_roles (tenant_id, id, user_id, built_in_role)
            values ('%s', gen_random_uuid(), '%s', 'tenant_admin');
            commit;
            """
                .formatted(tenant, user));
    askAnything();
    assertThat(has("audit.read_all")).as("nobody has told").isFalse();
    shared.system().acceptTenant(tenant, ServiceWorld.state("active"));
    askAnything();
    assertThat(has("audit.read_all")).isTrue();
  }

  @Test
  void aChangeOfABuiltInRoleIsRecordedForAllTenants() {
    assertThat(has("price.read")).isTrue();
    String row =
        "lyss_shared.role_permissions where permission_name = 'price.read' and role_id ="
            + " '00000000-0000-7000-8000-000000000003'";
    shared.database().execute("delete from " + row);
    try {
      askAnything();
      assertThat(has("price.read")).isFalse();
    } finally {
      shared
          .database()
          .execute(
              "insert into lyss_shared.role_permissions (tenant_id, role_id, permission_name)"
                  + " values ('00000000-0000-0000-0000-000000000000',"
                  + " '00000000-0000-7000-8000-000000000003', 'price.read')");
    }
  }

  @Test
  void aSessionThatHasWrittenAsksTheDatabase() {
    UUID admin = Ids.next();
    SharedSession session =
        host.asUser(new Scope.TenantUser(tenant, admin, Set.of(), TenantRole.TENANT_ADMIN));
    session.permissions().has("role.manage");
    session.roles().create(NewRole.of(shared.name("role "), Set.of()));
    asked.clear();
    session.permissions().has("role.manage");
    assertThat(asked).hasSize(1);
  }

  /** A change of any column, by somebody whom no rule of a scope holds. */
  private static String anyChange(Random random, UUID tenant, List<UUID> users, List<UUID> roles) {
    UUID who = users.get(random.nextInt(users.size()));
    UUID role = roles.get(random.nextInt(roles.size()));
    String permission = random.nextBoolean() ? "audit.read_all" : "usage.read_all";
    String of = " where tenant_id = '%s' and ".formatted(tenant);
    return switch (random.nextInt(8)) {
      case 0 ->
          "insert into lyss_shared.user_roles (tenant_id, id, user_id, role_id)"
              + " values ('%s', gen_random_uuid(), '%s', '%s') on conflict do nothing"
                  .formatted(tenant, who, role);
      case 1 -> "delete from lyss_shared.user_roles" + of + "user_id = '" + who + "'";
      case 2 ->
          "insert into lyss_shared.user_roles (tenant_id, id, user_id, built_in_role)"
              + " values ('%s', gen_random_uuid(), '%s', 'tenant_admin') on conflict do nothing"
                  .formatted(tenant, who);
      case 3 ->
          "insert into lyss_shared.role_permissions (tenant_id, role_id, permission_name)"
              + " values ('%s', '%s', '%s') on conflict do nothing"
                  .formatted(tenant, role, permission);
      case 4 ->
          "delete from lyss_shared.role_permissions"
              + of
              + "role_id = '%s' and permission_name = '%s'".formatted(role, permission);
      case 5 ->
          "update lyss_shared.roles set description = 'd"
              + random.nextInt(99)
              + "'"
              + of
              + "id = '"
              + role
              + "'";
      case 6 ->
          "update lyss_shared.user_roles as u set user_id = '%s'%suser_id = '%s' and not exists (select from lyss_shared.user_roles as o where o.user_id = '%s')"
              .formatted(users.get(0), of, who, users.get(0));
      default ->
          "update lyss_shared.role_permissions as p set role_id = '%s'%srole_id = '%s' and not exists (select from lyss_shared.role_permissions as o where o.role_id = '%s')"
              .formatted(roles.get(0), of, role, roles.get(0));
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @OneIn(3)
  void eachChangeOfAnAnswerIsRecorded(long seed) {
    TestDatabase.notOnCitus("no answers are kept there");
    Random random = new Random(seed);
    List<UUID> users = List.of(Ids.next(), Ids.next(), Ids.next());
    RoleDao admin = shared.admin(tenant).roles();
    List<UUID> roles = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      roles.add(admin.create(NewRole.of(shared.name("role "), Set.of())).id());
    }
    int changed = 0;
    for (int i = 0; i < 80; i++) {
      List<Set<String>> before = held(users);
      String snapshot = shared.query("select pg_current_snapshot()").get(0);
      String change = anyChange(random, tenant, users, roles);
      shared.database().execute(change);
      List<Set<String>> after = held(users);
      String told =
          shared
              .query(
                  "select lyss_shared.access_changes_since('%s', '%s')".formatted(tenant, snapshot))
              .get(0);
      for (int u = 0; u < users.size(); u++) {
        if (!before.get(u).equals(after.get(u))) {
          changed++;
          assertThat(List.of(told.split("[ ,]")))
              .as("step %d of seed %d: %s", i, seed, change)
              .containsAnyOf("user:" + users.get(u), ALL);
        }
      }
    }
    assertThat(changed).isGreaterThan(10);
  }

  private List<Set<String>> held(List<UUID> users) {
    return users.stream().map(who -> shared.user(tenant, who).permissions().list()).toList();
  }
}

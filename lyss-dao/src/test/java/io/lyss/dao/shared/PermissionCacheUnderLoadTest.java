package io.lyss.dao.shared;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.Revocations;
import io.lyss.dao.testing.Revocations.Right;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.throwaway.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Permissions are taken away while hosts ask: from users, and from roles. */
@Whole("AccessCacheUnderLoadTest does the same with the answers of the platform")
class PermissionCacheUnderLoadTest extends SharedServiceTest {

  private static final int USERS = 24;
  private static final String PERMISSION = "usage.read_all";

  private Right<SharedService> right(boolean byRole) {
    UUID user = Ids.next();
    RoleDao roles = shared.admin(tenant).roles();
    UUID role = roles.create(NewRole.of(shared.name("role "), Set.of(PERMISSION))).id();
    roles.assign(user, role);
    return new Right<>(
        () -> {
          if (byRole) {
            roles.update(roles.get(role).withPermissions(Set.of(PERMISSION)));
          } else {
            roles.assign(user, role);
          }
        },
        () -> {
          if (byRole) {
            roles.update(roles.get(role).withPermissions(Set.of()));
          } else {
            roles.unassign(user, role);
          }
        },
        host ->
            host.asUser(new Scope.TenantUser(tenant, user, Set.of(), TenantRole.END_USER))
                .permissions()
                .has(PERMISSION));
  }

  @Test
  void nothingIsPermittedLaterThanAnswersMayBe() throws Exception {
    TestDatabase.notOnCitus("no answers are kept there");
    List<Right<SharedService>> rights = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      // once in a while, as it ends all answers of the tenant
      rights.add(right(i == 0));
    }
    new Revocations<>(
            shared,
            rights,
            (pool, cache, longest, listener) ->
                SharedService.over(pool).cache(cache, longest).listener(listener))
        .nobodyIsGrantedAnythingLaterThanAnswersMayBe();
  }
}

package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.Hidden;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GroupIsolationTest extends UserServiceTest {

  private final Tenant tenant = users.tenant();
  private final User admin = users.admin(tenant);
  private final User member = users.user(tenant);
  private final User outsider = users.user(tenant);
  private final UUID never = Ids.next();

  @Test
  void aUserOutsideAGroupIsDeniedItsMembersAsOfOneThatNeverWas() {
    UUID id = users.group(admin, member).id();
    GroupDao own = users.as(outsider).groups();
    Hidden<GroupDao> outsiders = new Hidden<>(own, own);
    outsiders.byDenial(
        id, never, (dao, key) -> dao.addMember(key, outsider.id(), GroupRole.MEMBER));
    outsiders.byDenial(member.id(), never, (dao, key) -> dao.addMember(id, key, GroupRole.MEMBER));
    outsiders.byDenial(id, never, (dao, key) -> dao.removeMember(key, member.id()));
    assertThat(own.removeMember(id, outsider.id()))
        .isEqualTo(own.removeMember(never, outsider.id()))
        .isFalse();
  }
}

package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.Hidden;
import org.junit.jupiter.api.Test;

class MaintenanceIsolationTest extends PlatformTest {

  @Test
  void aUserIsRefusedErasingAnotherLikeErasingOneWhoDoesNotExist() {
    User user = platform.user();
    for (User somebody : java.util.List.of(platform.user(), platform.admin())) {
      Hidden<PlatformSession> hidden = new Hidden<>(platform.system(), platform.as(somebody));
      hidden.byDenial(user.id(), NEVER, (session, key) -> session.maintenance().eraseUser(key));
    }
    assertThat(platform.system().users().find(user.id())).contains(user);
  }
}

package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.testing.Hidden;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UserIsolationTest extends PlatformTest {

  private final User user = platform.user();
  private final User stranger = platform.user();
  private final Hidden<PlatformSession> hidden =
      new Hidden<>(platform.system(), platform.as(stranger));

  @Test
  void aNameOrAddressThatIsTakenIsRefusedAsAnyOther() {
    hidden.byDenial(
        user.username(),
        "nobody",
        (session, key) ->
            session.users().create(new NewUser(key, "x@y", PasswordHash.NONE, UserRole.USER)));
    hidden.byDenial(
        user.email(),
        "no@body",
        (session, key) ->
            session.users().create(new NewUser("free", key, PasswordHash.NONE, UserRole.USER)));
  }

  @Test
  void noCursorLeadsToAnotherUser() {
    UserDao own = platform.as(stranger).users();
    assertThat(own.list(PageRequest.first(10)).items()).containsExactly(stranger);
    Cursor before = new Cursor(Instant.EPOCH, user.id() - 1);
    assertThat(own.list(PageRequest.first(1).after(before)).items()).containsExactly(stranger);
    Cursor behind = new Cursor(Instant.EPOCH, stranger.id());
    assertThat(own.list(PageRequest.first(1).after(behind)).items()).isEmpty();
    Cursor ofAnotherList = new Cursor(Instant.now(), Long.MAX_VALUE);
    assertThat(own.list(PageRequest.first(1).after(ofAnotherList)).items()).isEmpty();
  }
}

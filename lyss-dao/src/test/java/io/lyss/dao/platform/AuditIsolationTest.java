package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Hidden;
import org.junit.jupiter.api.Test;

class AuditIsolationTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(10);

  private final User user = platform.user();
  private final User stranger = platform.user();
  private final AuditEntry entry =
      platform.as(user).audit().append(NewAuditEntry.of("confess", "diary", 4711));

  @Test
  void entriesOfAnotherUserAreNotFound() {
    Hidden<PlatformSession> hidden = new Hidden<>(platform.as(user), platform.as(stranger));
    hidden.by(
        user.id(),
        NEVER,
        (session, key) -> session.audit().search(AuditFilter.ALL.byUser(key), PAGE));
    hidden.by(
        "confess",
        "nothing",
        (session, key) -> session.audit().search(AuditFilter.ALL.withAction(key), PAGE));
    hidden.by(
        4711L,
        4712L,
        (session, key) -> session.audit().search(AuditFilter.ALL.onResource("diary", key), PAGE));
    Cursor justBefore = new Cursor(entry.createdAt().plusSeconds(1), entry.id() + 1);
    hidden.by(
        "diary",
        "nothing",
        (session, key) ->
            session.audit().search(AuditFilter.ALL.onResource(key, 4711), PAGE.after(justBefore)));
  }

  @Test
  void usersDoNotSeeEntriesOfSystemWork() {
    User other = platform.user();
    platform.system().users().deactivate(other.id());
    assertThat(platform.as(platform.user()).audit().search(AuditFilter.ALL, PAGE).items())
        .isEmpty();
  }

  @Test
  void aUserAddsEntriesInTheirOwnNameOnly() {
    AuditEntry own = platform.as(stranger).audit().append(NewAuditEntry.of("x", "user", 1));
    assertThat(own.userId()).hasValue(stranger.id());
  }
}

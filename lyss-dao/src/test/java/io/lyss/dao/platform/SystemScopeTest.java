package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import org.junit.jupiter.api.Test;

class SystemScopeTest extends PlatformTest {

  private AuditEntry latest(String action) {
    return platform
        .system()
        .audit()
        .search(AuditFilter.ALL.withAction(action), PageRequest.first(1))
        .items()
        .get(0);
  }

  @Test
  void theReasonOfAChangeIsInTheAuditLog() {
    String reason = "ticket 4711: \"it's\" \uD83D\uDE00; drop table users; --";
    PlatformSession session = platform.platform().asSystem(reason);
    User user = session.users().create(platform.newUser());
    AuditEntry entry = latest("row_insert");
    assertThat(entry.userId()).isEmpty();
    assertThat(entry.resourceType()).isEqualTo("users");
    assertThat(entry.resourceId()).hasValue(user.id());
    assertThat(entry.changes().text()).contains("ticket 4711").contains("\uD83D\uDE00");
    platform.platform().asSystem("cleaning").users().deactivate(user.id());
    assertThat(latest("row_update").changes().text())
        .isEqualTo(
            "{\"after\": {\"is_active\": false}, \"before\": {\"is_active\": true},"
                + " \"reason\": \"cleaning\"}");
  }

  @Test
  void aChangeThatIsRolledBackIsNotInTheAuditLog() {
    PlatformSession session = platform.platform().asSystem("never happened");
    org.assertj.core.api.Assertions.catchThrowable(
        () ->
            session.useTransaction(
                inner -> {
                  inner.users().create(platform.newUser());
                  throw new IllegalStateException("no");
                }));
    assertThat(
            platform.query(
                "select 1 from lyss_platform.audit_logs where changes ->> 'reason' ="
                    + " 'never happened'"))
        .isEmpty();
  }

  @Test
  void aSessionKnowsItsScope() {
    assertThat(platform.platform().asSystem("why").scope()).isEqualTo(new Scope.SystemWork("why"));
    assertThat(platform.platform().asUser(7).scope()).isEqualTo(new Scope.PlatformUser(7));
    assertThat(platform.platform().session(new Scope.PlatformUser(7)).scope())
        .isEqualTo(new Scope.PlatformUser(7));
    assertThatIllegalArgumentException().isThrownBy(() -> platform.platform().asSystem(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> platform.platform().asUser(0));
  }
}

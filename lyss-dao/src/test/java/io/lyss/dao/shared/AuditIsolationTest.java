package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.AuditDao;
import io.lyss.dao.session.AuditEntry;
import io.lyss.dao.session.AuditFilter;
import io.lyss.dao.session.NewAuditEntry;
import io.lyss.dao.session.NewAuditEntry.Resource;
import io.lyss.dao.testing.Hidden;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AuditIsolationTest extends SharedServiceTest {

  private final AuditEntry entry =
      shared
          .user(tenant, ann)
          .audit()
          .append(NewAuditEntry.of("portal", "confess", Resource.of("diary", "4711")));

  @Test
  void entriesOfOthersAreHidden() {
    for (SharedSession session :
        List.of(
            shared.user(tenant, bob),
            shared.admin(rival),
            shared.user(rival, ann),
            shared.as(rival, ann, TenantRole.SUPER_ADMIN))) {
      Hidden<AuditDao> hidden =
          new Hidden<>(shared.user(tenant, ann).audit(), session.audit(tenant));
      hidden.by(ann, NEVER, (dao, key) -> dao.search(AuditFilter.ALL.byActor(key), PAGE));
      hidden.by(
          "confess", "nothing", (dao, key) -> dao.search(AuditFilter.ALL.withAction(key), PAGE));
      hidden.by(
          "4711", "4712", (dao, key) -> dao.search(AuditFilter.ALL.onResource("diary", key), PAGE));
      Cursor justBefore = new Cursor(entry.createdAt().plusSeconds(1), Ids.next());
      hidden.by(
          "diary",
          "nothing",
          (dao, key) ->
              dao.search(AuditFilter.ALL.onResource(key, "4711"), PAGE.after(justBefore)));
      assertThat(session.audit().search(AuditFilter.ALL, PAGE).items()).isEmpty();
    }
    assertThat(shared.admin(tenant).audit().search(AuditFilter.ALL, PAGE).items())
        .containsExactly(entry);
  }

  @Test
  void noTenantSeesEntriesOfThePlatform() {
    shared
        .system()
        .audit(SharedService.PLATFORM)
        .append(NewAuditEntry.of("portal", "sweep", Resource.of("tenant", tenant)));
    for (SharedSession session :
        List.of(shared.user(tenant, ann), shared.as(tenant, ann, TenantRole.SUPER_ADMIN))) {
      assertThat(session.audit(SharedService.PLATFORM).search(AuditFilter.ALL, PAGE).items())
          .isEmpty();
    }
  }

  @Test
  void anIdOfAnotherTenantsEntryIsStillFree() {
    NewAuditEntry same = NewAuditEntry.of("portal", "x", Resource.of("diary", "1"));
    for (UUID each : List.of(Ids.next(), Ids.next())) {
      assertThat(shared.user(each, ann).audit().append(same).id()).isEqualTo(same.id());
    }
  }
}

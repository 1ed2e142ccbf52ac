package io.lyss.dao.user;

import static io.lyss.dao.testing.calls.Caller.ADMIN;
import static io.lyss.dao.testing.calls.Caller.ADMINISTRATOR;
import static io.lyss.dao.testing.calls.Caller.SYSTEM;
import static io.lyss.dao.testing.calls.Caller.USER;
import static io.lyss.dao.testing.calls.World.Strangers.BESIDE;
import static io.lyss.dao.testing.calls.World.Strangers.OUTSIDE;

import io.lyss.dao.PageRequest;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.testing.calls.AtScale;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.Cut;
import io.lyss.dao.testing.calls.ServiceCalls;
import io.lyss.dao.testing.calls.StoredStatus;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

final class UserCalls extends ServiceCalls<UserSession, UserWorld> {

  private static final PageRequest PAGE = PageRequest.first(100);

  UserCalls() {
    super(UserSession.class, "audit_logs");

    dao(TenantDao.class, UserSession::tenants, USER, ADMIN, SYSTEM, ADMINISTRATOR);
    reads("find(UUID)", w -> args(w.tenant())).hides(0, OUTSIDE);
    reads("get(UUID)", w -> args(w.tenant())).hides(0, OUTSIDE);
    reads("findBySlug(String)", w -> args(w.slug())).hides(0, OUTSIDE);
    reads("list(PageRequest)", w -> args(PAGE)).shows(UserWorld::tenant, OUTSIDE).varies();
    dao(TenantDao.class, UserSession::tenants, SYSTEM, ADMINISTRATOR);
    writes("create(NewTenant)", w -> args(w.tenantToBe()))
        .failsTheNextTime(ConflictException.class);
    writes("update(Tenant)", w -> args(w.newTenant().withMaxUsers(99)))
        .failsTheNextTime(ConflictException.class);
    writes("suspend(UUID)", w -> args(w.newTenant().id()));
    writes("restore(UUID)", w -> args(w.suspended()));
    writes("delete(UUID)", w -> args(w.newTenant().id()));

    dao(
        UserDao.class,
        UserSession::users,
        (s, w) -> s.users(w.tenant()),
        ADMIN,
        USER,
        SYSTEM,
        ADMINISTRATOR);
    reads("find(UUID)", w -> args(w.user())).hides(0, BESIDE, OUTSIDE);
    reads("get(UUID)", w -> args(w.user())).hides(0, BESIDE, OUTSIDE);
    reads("findByEmail(String)", w -> args(w.email())).hides(0, BESIDE, OUTSIDE);
    reads("list(PageRequest)", w -> args(PAGE)).shows(UserWorld::newUser, BESIDE, OUTSIDE);
    writes("update(User)", w -> args(w.edited()))
        .failsTheNextTime(ConflictException.class)
        .hides(0, BESIDE, OUTSIDE);
    writes("setEmail(UUID, String)", w -> args(w.user(), UserWorld.emailToBe()))
        .by(ADMIN, SYSTEM, ADMINISTRATOR)
        .except("who is no administrator any more is refused, and told so", StoredStatus.class)
        .hides(0, BESIDE, OUTSIDE);
    writes("setPasswordHash(UUID, PasswordHash)", w -> args(w.user(), TestUsers.HASH))
        .hides(0, BESIDE, OUTSIDE);
    writes("create(NewUser)", w -> args(w.userToBe()))
        .by(ADMIN, SYSTEM, ADMINISTRATOR)
        .failsTheNextTime(ConflictException.class)
        .leavesOthersFree(OUTSIDE);
    writes("activate(UUID)", w -> args(w.inactive()))
        .by(ADMIN, SYSTEM, ADMINISTRATOR)
        .hides(0, BESIDE, OUTSIDE);
    for (String verb : List.of("deactivate", "suspend")) {
      writes(verb + "(UUID)", w -> args(w.newUser()))
          .by(ADMIN, SYSTEM, ADMINISTRATOR)
          .hides(0, BESIDE, OUTSIDE);
    }
    writes("setRole(UUID, TenantRole)", w -> args(w.newUser(), TenantRole.TENANT_ADMIN))
        .by(ADMIN, SYSTEM, ADMINISTRATOR)
        .hides(0, BESIDE, OUTSIDE);
    writes("verifyEmail(UUID, String)", w -> args(w.endUser().id(), w.endUser().email()))
        .by(SYSTEM, ADMINISTRATOR);

    dao(
        GroupDao.class,
        UserSession::groups,
        (s, w) -> s.groups(w.tenant()),
        ADMIN,
        USER,
        SYSTEM,
        ADMINISTRATOR);
    reads("find(UUID)", w -> args(w.group())).hides(0, BESIDE, OUTSIDE);
    reads("get(UUID)", w -> args(w.group())).hides(0, BESIDE, OUTSIDE);
    reads("list(PageRequest)", w -> args(PAGE)).shows(UserWorld::group, BESIDE, OUTSIDE);
    reads("listMembers(UUID, PageRequest)", w -> args(w.group(), PAGE)).hides(0, BESIDE, OUTSIDE);
    reads("listMemberships(UUID, PageRequest)", w -> args(w.member(), PAGE))
        .hides(0, BESIDE, OUTSIDE);
    dao(GroupDao.class, UserSession::groups, (s, w) -> s.groups(w.tenant()), ADMIN);
    writes("create(NewGroup)", w -> args(NewGroup.of(UserWorld.name("group"))))
        .failsTheNextTime(ConflictException.class)
        .leavesOthersFree(OUTSIDE);
    writes("update(Group)", w -> args(w.editedGroup()))
        .failsTheNextTime(ConflictException.class)
        .hides(0, BESIDE, OUTSIDE);
    writes("delete(UUID)", w -> args(w.group()))
        .failsTheNextTime(NotFoundException.class)
        .hides(0, BESIDE, OUTSIDE);
    writes("addMember(UUID, UUID, GroupRole)", w -> args(w.group(), w.newUser(), GroupRole.MEMBER))
        .answersAnewTheNextTime()
        .hides(0, BESIDE, OUTSIDE)
        .hides(1, BESIDE, OUTSIDE);
    writes("removeMember(UUID, UUID)", w -> args(w.group(), w.endUser().id()))
        .answersAnewTheNextTime()
        .hides(0, BESIDE, OUTSIDE)
        .hides(1, BESIDE, OUTSIDE);

    dao(UserSession.class, session -> session, SYSTEM, ADMINISTRATOR);
    writes("republish(Instant, int)", w -> args(Instant.EPOCH, 1))
        .except("a batch of all that was changed since a restore", AtScale.class)
        .varies()
        .notForPersons("who tells events decides what other databases learn")
        .except("publishes it again each time", Cut.class);

    dao(LoginDao.class, UserSession::logins, SYSTEM, ADMINISTRATOR);
    reads("find(String, String)", w -> args(w.slug(), w.email()))
        .notForPersons("it hands out the hash of a password");
    reads("scope(UUID, UUID)", w -> args(w.tenant(), w.user()))
        .notForPersons("who has the scope of a user reads what is the user's alone");
    writes("record(UUID, UUID)", w -> args(w.tenant(), w.user()))
        .notForPersons("only who has verified a login knows of it");
  }

  @Override
  protected UserWorld world(DataSource pool, String schema, Caller caller) {
    return new UserWorld(pool, schema, caller);
  }

  @Override
  protected Class<?> service() {
    return UserService.class;
  }
}

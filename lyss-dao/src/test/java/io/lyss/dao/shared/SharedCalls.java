package io.lyss.dao.shared;

import static io.lyss.dao.shared.SharedWorld.VALUE;
import static io.lyss.dao.testing.calls.Caller.ADMIN;
import static io.lyss.dao.testing.calls.Caller.ADMINISTRATOR;
import static io.lyss.dao.testing.calls.Caller.SYSTEM;
import static io.lyss.dao.testing.calls.Caller.USER;
import static io.lyss.dao.testing.calls.World.Strangers.BESIDE;
import static io.lyss.dao.testing.calls.World.Strangers.OUTSIDE;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.testing.calls.AtScale;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.Cut;
import io.lyss.dao.testing.calls.FollowingCalls;
import io.lyss.dao.testing.calls.HiddenRows;
import io.lyss.dao.testing.calls.PriceLines;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

final class SharedCalls extends FollowingCalls<SharedSession, SharedWorld> {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final UnaryOperator<String> NO_SETTING = known -> "chat.never";

  SharedCalls() {
    super(SharedSession.class, "audit_logs");

    dao(SharedSession.class, session -> session, SYSTEM, ADMINISTRATOR);
    writes("republish(Instant, int)", w -> args(w.beforeAPrice(), 1))
        .except("a batch of all that was changed since a restore", AtScale.class)
        .varies()
        .notForPersons("who tells events decides what other databases learn")
        .except("publishes it again each time", Cut.class);

    String shared = "all tenants share them";
    dao(
        PermissionDefinitionDao.class,
        SharedSession::permissionDefinitions,
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    reads("find(String)", w -> args("user.read")).except(shared, HiddenRows.class);
    reads("get(String)", w -> args("user.read")).except(shared, HiddenRows.class);
    reads("list()", w -> args()).varies().except(shared, HiddenRows.class);
    writes("define(NewPermission)", w -> args(SharedWorld.permissionToBe()))
        .by(SYSTEM, ADMINISTRATOR)
        .varies()
        .failsTheNextTime(ConflictException.class);

    String own = "it is about the caller: PermissionIsolationTest";
    dao(
        PermissionDao.class,
        SharedSession::permissions,
        (s, w) -> s.permissions(w.tenant()),
        USER,
        ADMIN);
    reads("has(String)", w -> args("channel.use")).except(own, HiddenRows.class);
    reads("explain(String)", w -> args("channel.use")).except(own, HiddenRows.class);
    reads("list()", w -> args()).except(own, HiddenRows.class);
    dao(
        PermissionDao.class,
        SharedSession::permissions,
        (s, w) -> s.permissions(w.tenant()),
        ADMIN,
        USER,
        SYSTEM,
        ADMINISTRATOR);
    reads("has(UUID, String)", w -> args(w.holder(), "audit.read_all"))
        .also(1, "user.read")
        .hides(0, BESIDE, OUTSIDE);
    reads("explain(UUID, String)", w -> args(w.holder(), "audit.read_all"))
        .also(1, "user.read")
        .hides(0, BESIDE, OUTSIDE);
    reads("list(UUID)", w -> args(w.holder())).varies().hides(0, BESIDE, OUTSIDE);

    dao(
        RoleDao.class,
        SharedSession::roles,
        (s, w) -> s.roles(w.tenant()),
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    reads("find(UUID)", w -> args(w.role())).hides(0, OUTSIDE);
    reads("get(UUID)", w -> args(w.role())).hides(0, OUTSIDE);
    reads("findByName(String)", w -> args(w.roleName())).hides(0, OUTSIDE);
    reads("list(PageRequest)", w -> args(PAGE)).shows(SharedWorld::role, OUTSIDE);
    reads("listByUser(UUID, PageRequest)", w -> args(w.holder(), PAGE)).hides(0, BESIDE, OUTSIDE);
    reads("listByRole(UUID, PageRequest)", w -> args(w.assigned(), PAGE)).hides(0, BESIDE, OUTSIDE);
    reads("listByRole(TenantRole, PageRequest)", w -> args(TenantRole.TENANT_ADMIN, PAGE))
        .by(ADMIN, SYSTEM, ADMINISTRATOR)
        .shows(SharedWorld::administering, BESIDE, OUTSIDE);
    dao(
        RoleDao.class,
        SharedSession::roles,
        (s, w) -> s.roles(w.tenant()),
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    writes("create(NewRole)", w -> args(w.roleToBe()))
        .failsTheNextTime(ConflictException.class)
        .leavesOthersFree(OUTSIDE);
    writes("update(Role)", w -> args(w.edited()))
        .failsTheNextTime(ConflictException.class)
        .hides(0, BESIDE, OUTSIDE);
    writes("delete(UUID)", w -> args(w.role()))
        .failsTheNextTime(NotFoundException.class)
        .hides(0, BESIDE, OUTSIDE);
    writes("assign(UUID, UUID)", w -> args(Ids.next(), w.role()))
        .answersAnewTheNextTime()
        .hides(1, BESIDE, OUTSIDE);
    writes("assign(UUID, TenantRole)", w -> args(Ids.next(), TenantRole.TENANT_ADMIN))
        .answersAnewTheNextTime()
        .leavesOthersFree(OUTSIDE);
    writes("unassign(UUID, UUID)", w -> args(w.endUser(), w.assigned()))
        .answersAnewTheNextTime()
        .hides(0, BESIDE, OUTSIDE)
        .hides(1, BESIDE, OUTSIDE);
    writes("unassign(UUID, TenantRole)", w -> args(w.administering(), TenantRole.TENANT_ADMIN))
        .answersAnewTheNextTime()
        .hides(0, BESIDE, OUTSIDE);

    dao(
        SettingDao.class,
        SharedSession::settings,
        (s, w) -> s.settings(w.tenant()),
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    reads("find(String)", w -> args(w.setting())).hides(0, NO_SETTING, OUTSIDE);
    reads("get(String)", w -> args(w.setting())).hides(0, NO_SETTING, OUTSIDE);
    reads("list(String, int)", w -> args("", 100)).shows(SharedWorld::setting, OUTSIDE);
    dao(
        SettingDao.class,
        SharedSession::settings,
        (s, w) -> s.settings(w.tenant()),
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    writes("set(String, Json)", w -> args(SharedWorld.settingToBe(), VALUE))
        .leavesOthersFree(OUTSIDE);
    writes("update(Setting)", w -> args(w.editedSetting(new Json("\"y\""))))
        .failsTheNextTime(ConflictException.class)
        .hides(0, BESIDE, OUTSIDE);
    writes("delete(String)", w -> args(w.setting()))
        .answersAnewTheNextTime()
        .hides(0, NO_SETTING, BESIDE, OUTSIDE);

    dao(
        PriceDao.class,
        SharedSession::prices,
        (s, w) -> s.prices(w.tenant()),
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    PriceLines.reading(this, OUTSIDE);
    reads("priceList(PricedModel)", w -> args(w.model())).hides(0, PriceLines.NO_MODEL, OUTSIDE);
    dao(
        PriceDao.class,
        SharedSession::prices,
        (s, w) -> s.prices(w.tenant()),
        SYSTEM,
        ADMINISTRATOR);
    PriceLines.setting(this);
  }

  @Override
  protected SharedWorld world(DataSource pool, String schema, Caller caller) {
    return new SharedWorld(pool, schema, caller);
  }

  @Override
  protected Class<?> service() {
    return SharedService.class;
  }
}

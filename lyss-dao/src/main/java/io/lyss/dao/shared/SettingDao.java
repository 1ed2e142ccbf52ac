package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.SETTINGS;
import static io.lyss.dao.shared.jooq.Tables.SET_SETTING;
import static io.lyss.dao.shared.jooq.Tables.UPDATE_SETTING;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.shared.jooq.routines.DeleteSetting;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.SQLDataType;

/**
 * The settings of one tenant: its own, or else the platform's. All users of the tenant can read
 * both, so a setting must hold no secret. The tenant's administrators set its own.
 *
 * <p>Changes are published as {@code setting.changed} with the key {@code setting:<key>}, without
 * the value.
 */
public final class SettingDao {

  private static final RowType<Setting> ROW = RowType.of(Setting.class, SETTINGS);

  private static final Condition OF_TENANT_OR_PLATFORM =
      SharedService.ofTenantOrPlatform(SETTINGS.TENANT_ID);

  private static final ScopedStatement<Setting> SET =
      SharedService.statement(ROW, () -> FunctionCall.of(SET_SETTING).rows(ROW));

  private static final ScopedStatement<Setting> UPDATE =
      SharedService.statement(ROW, () -> FunctionCall.of(UPDATE_SETTING).rows(ROW));

  private static final ScopedStatement<Boolean> DELETE =
      SharedService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new DeleteSetting()).value());

  // The nil UUID of the platform sorts last in descending order, after the tenant.
  private static final ScopedStatement<Setting> FIND =
      SharedService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(SETTINGS)
                  .where(OF_TENANT_OR_PLATFORM)
                  .and(Sql.is(SETTINGS.KEY))
                  .orderBy(SETTINGS.TENANT_ID.desc())
                  .limit(inline(1)));

  private static final ScopedStatement<Setting> LIST =
      SharedService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .distinctOn(SETTINGS.KEY)
                  .from(SETTINGS)
                  .where(OF_TENANT_OR_PLATFORM)
                  .and(SETTINGS.KEY.gt(Sql.arg("after", SQLDataType.CLOB)))
                  .orderBy(SETTINGS.KEY, SETTINGS.TENANT_ID.desc())
                  .limit(Sql.limit()));

  private final ScopedExecutor executor;

  SettingDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Sets a setting. Idempotent: setting the same value again changes nothing.
   *
   * @param key words of lower-case letters, digits and underscores between dots, the first
   *     beginning with a letter; 100 characters at most
   * @param value any JSON, of 64 KiB at most; no secret
   * @throws ConstraintException if key or value is refused
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Setting set(String key, Json value) {
    return executor.call("SettingDao.set", SET).with("key", key).with("value", value).one();
  }

  /**
   * Changes the value of a setting. The given setting is the stored one as it was read, with the
   * edits.
   *
   * @return the setting as it is now
   * @throws ConflictException if it was changed since it was read
   * @throws NotFoundException if this tenant has not set it itself
   * @throws ConstraintException if the value is refused
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Setting update(Setting edited) {
    return Edited.orRefuse(
        executor
            .call("SettingDao.update", UPDATE)
            .with("key", edited.key())
            .with("updated_at", edited.updatedAt())
            .with("value", edited.value())
            .find(),
        edited.updatedAt(),
        () -> find(edited.key()),
        Setting::updatedAt,
        "setting",
        edited.key());
  }

  /**
   * Deletes a setting of this tenant's own, so that the platform's is in effect.
   *
   * @return whether there was one
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public boolean delete(String key) {
    return executor.call("SettingDao.delete", DELETE).with("key", key).one();
  }

  /** The setting in effect, which says whether it is the tenant's own. */
  public Optional<Setting> find(String key) {
    return executor.read("SettingDao.find", FIND).with("key", key).find();
  }

  /**
   * The setting in effect, which says whether it is the tenant's own.
   *
   * @throws NotFoundException if neither the tenant nor the platform has set it
   */
  public Setting get(String key) {
    return find(key).orElseThrow(() -> new NotFoundException("setting", key));
  }

  /**
   * The settings in effect, by key.
   *
   * @param after only keys that sort after this one; "" for the first
   * @param limit how many at most
   */
  public List<Setting> list(String after, int limit) {
    return executor.read("SettingDao.list", LIST).with("after", after).with("limit", limit).list();
  }
}

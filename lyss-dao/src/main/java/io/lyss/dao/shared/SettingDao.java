package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.REPLACE_SETTING;
import static io.lyss.dao.shared.jooq.Tables.SETTINGS;
import static io.lyss.dao.shared.jooq.Tables.SET_SETTING;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.shared.jooq.Routines;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/**
 * The settings of one tenant. In effect is what the tenant has set, or else what is set for the
 * whole platform. Everybody in the tenant reads both, so a setting is no place for a secret; the
 * tenant's administrators set its own.
 *
 * <p>Changes are published as {@code setting.changed} with the key {@code setting:<key>}, without
 * the value.
 */
public final class SettingDao {

  private static Field<?>[] columns(Table<?> table) {
    return new Field<?>[] {
      table.field(SETTINGS.TENANT_ID),
      table.field(SETTINGS.KEY),
      table.field(SETTINGS.VALUE),
      table.field(SETTINGS.UPDATED_BY),
      table.field(SETTINGS.UPDATED_AT)
    };
  }

  private static Condition ofTenantOrPlatform() {
    return SETTINGS.TENANT_ID.in(Sql.uuidArg(1), inline(SharedService.PLATFORM));
  }

  private static final ScopedStatement SET =
      SharedService.statement(
          () -> {
            Table<?> set = SET_SETTING.call(Sql.uuidArg(1), Sql.textArg(2), Sql.jsonArg(3));
            return select(columns(set)).from(set);
          });

  private static final ScopedStatement REPLACE =
      SharedService.statement(
          () -> {
            Table<?> set =
                REPLACE_SETTING.call(
                    Sql.uuidArg(1), Sql.textArg(2), Sql.jsonArg(3), Sql.jsonArg(4));
            return select(columns(set)).from(set);
          });

  private static final ScopedStatement UNSET =
      SharedService.statement(() -> select(Routines.unsetSetting(Sql.uuidArg(1), Sql.textArg(2))));

  // The nil UUID of the platform sorts last in descending order, after the tenant.
  private static final ScopedStatement FIND =
      SharedService.statement(
          () ->
              select(columns(SETTINGS))
                  .from(SETTINGS)
                  .where(ofTenantOrPlatform())
                  .and(SETTINGS.KEY.eq(Sql.textArg(2)))
                  .orderBy(SETTINGS.TENANT_ID.desc())
                  .limit(inline(1)));

  private static final ScopedStatement LIST =
      SharedService.statement(
          () ->
              select(columns(SETTINGS))
                  .distinctOn(SETTINGS.KEY)
                  .from(SETTINGS)
                  .where(ofTenantOrPlatform())
                  .and(SETTINGS.KEY.gt(Sql.textArg(2)))
                  .orderBy(SETTINGS.KEY, SETTINGS.TENANT_ID.desc())
                  .limit(Sql.intArg(3)));

  private final UUID tenantId;
  private final ScopedExecutor executor;

  SettingDao(UUID tenantId, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.executor = executor;
  }

  /**
   * Sets a setting. To what it is set already is no change.
   *
   * @param key words of lower-case letters, digits and underscores between dots, the first
   *     beginning with a letter; 100 characters at most
   * @param value any JSON, of 64 KiB at most; no secret
   * @throws ConstraintException if key or value is refused
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Setting set(String key, Json value) {
    return executor.one(SET, Setting::read, tenantId, key, value);
  }

  /**
   * Sets a setting of this tenant's own, if it is still what it was read as.
   *
   * @param expected the value that was read; JSON that says the same in other words is the same
   * @throws ConflictException if it is something else meanwhile, or not set
   * @throws ConstraintException if the value is refused
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public Setting replace(String key, Json expected, Json value) {
    return executor
        .find(REPLACE, Setting::read, tenantId, key, expected, value)
        .orElseThrow(
            () ->
                new ConflictException(
                    "The setting "
                        + key
                        + " was changed since it was read; read it again and repeat the change",
                    "",
                    null));
  }

  /**
   * Takes a setting of this tenant's own away, so that the platform's is in effect.
   *
   * @return whether there was one
   * @throws ScopeDeniedException if the scope is no administrator's
   */
  public boolean unset(String key) {
    return executor.one(UNSET, Row::nextBoolean, tenantId, key);
  }

  /** The setting in effect, which says whether it is the tenant's own. */
  public Optional<Setting> find(String key) {
    return executor.find(FIND, Setting::read, tenantId, key);
  }

  /**
   * The setting in effect, which says whether it is the tenant's own.
   *
   * @throws NotFoundException if neither tenant nor platform have set it
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
    return executor.list(LIST, Setting::read, tenantId, after, limit);
  }
}

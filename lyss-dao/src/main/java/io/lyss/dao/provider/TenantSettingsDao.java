package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.TENANT_SETTINGS;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.provider.jooq.routines.AcceptTenantLimit;
import io.lyss.dao.provider.jooq.routines.SetTenantSettings;
import java.util.Optional;
import java.util.UUID;

/** The settings of one tenant, as reported to this database. All users of the tenant see them. */
public final class TenantSettingsDao {

  private static final RowType<TenantSettings> ROW =
      RowType.of(TenantSettings.class, TENANT_SETTINGS);

  private static final ScopedStatement<Boolean> SET =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new SetTenantSettings()).value());

  private static final ScopedStatement<Boolean> ACCEPT_LIMIT =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new AcceptTenantLimit()).value());

  private static final ScopedStatement<TenantSettings> FIND =
      ProviderService.statement(
          ROW,
          () ->
              select(ROW.columns()).from(TENANT_SETTINGS).where(Sql.is(TENANT_SETTINGS.TENANT_ID)));

  private final ScopedExecutor executor;

  TenantSettingsDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Sets the limits of the tenant; in a system scope. Idempotent, and in any order: settings of an
   * earlier change than the stored ones are ignored. A change of the time zone counts from the next
   * period on.
   *
   * @return false if something as late is known already
   * @throws ConstraintException if a value is refused, such as an unknown time zone
   * @throws ScopeDeniedException in a tenant's scope
   */
  public boolean set(TenantSettings settings) {
    return executor.call("TenantSettingsDao.set", SET).with(ROW, settings).one();
  }

  /**
   * Accepts the limit of requests a month from the user database, and leaves the time zone as it
   * is; in a system scope. Idempotent, and in any order, like {@link #set}.
   *
   * @param state the payload of an event {@code tenant.*}
   * @return false if something as late is known already
   * @throws ConstraintException if it is anything else
   * @throws ScopeDeniedException in a tenant's scope
   */
  public boolean acceptLimit(Json state) {
    return executor.call("TenantSettingsDao.acceptLimit", ACCEPT_LIMIT).with("state", state).one();
  }

  /**
   * The settings; empty if none were reported. Then there is no limit, and the time zone is UTC.
   */
  public Optional<TenantSettings> find() {
    return executor.read("TenantSettingsDao.find", FIND).find();
  }
}

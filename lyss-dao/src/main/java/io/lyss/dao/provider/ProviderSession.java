package io.lyss.dao.provider;

import io.lyss.dao.Scope;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.provider.jooq.routines.AcceptTenant;
import io.lyss.dao.session.FollowingSession;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The calls of the provider service in one scope. */
public final class ProviderSession extends FollowingSession<ProviderSession> {

  private static final ScopedStatement<Boolean> ACCEPT_TENANT =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new AcceptTenant()).value());

  private final ScopedExecutor executor;
  private final @Nullable TokenPepper pepper;

  ProviderSession(Scope.OfService scope, ScopedExecutor executor, @Nullable TokenPepper pepper) {
    super(
        scope, executor, (same, other) -> new ProviderSession(same, other, pepper), ACCEPT_TENANT);
    this.executor = executor;
    this.pepper = pepper;
  }

  /** The kinds of providers, which all tenants share. */
  public ProviderTypeDao types() {
    return new ProviderTypeDao(executor);
  }

  /** The channels of the scope's tenant. */
  public ChannelDao channels() {
    return channels(tenant("channels"));
  }

  /** The channels of a tenant; in a system scope. */
  public ChannelDao channels(UUID tenantId) {
    return new ChannelDao(tenantId, executor);
  }

  /** The stored keys of a tenant's channels; in a system scope. */
  public ChannelKeyDao channelKeys(UUID tenantId) {
    return new ChannelKeyDao(tenantId, executor);
  }

  /** Selects the channel for a request of the scope's user. */
  public RoutingDao routing() {
    return new RoutingDao(user("routing").tenantId(), executor);
  }

  /** Reports on the channels of a tenant; in a system scope, which cannot select a channel. */
  public RoutingDao routing(UUID tenantId) {
    return new RoutingDao(tenantId, executor);
  }

  /** The access tokens of the scope's tenant. */
  public TokenDao tokens() {
    return tokens(tenant("tokens"));
  }

  /** The access tokens of a tenant; in a system scope. */
  public TokenDao tokens(UUID tenantId) {
    return new TokenDao(tenantId, executor, pepper);
  }

  /** The quota of the scope's tenant. */
  public QuotaDao quota() {
    return quota(tenant("quota"));
  }

  /** The quota of a tenant; in a system scope. */
  public QuotaDao quota(UUID tenantId) {
    return new QuotaDao(tenantId, executor);
  }

  /** The budgets of the scope's tenant. */
  public BudgetDao budgets() {
    return budgets(tenant("budgets"));
  }

  /** The budgets of a tenant; in a system scope. */
  public BudgetDao budgets(UUID tenantId) {
    return new BudgetDao(tenantId, executor);
  }

  /** The settings of the scope's tenant, as reported to this service. */
  public TenantSettingsDao tenantSettings() {
    return tenantSettings(tenant("tenantSettings"));
  }

  /** The settings of a tenant, as reported to this service; in a system scope. */
  public TenantSettingsDao tenantSettings(UUID tenantId) {
    return new TenantSettingsDao(tenantId, executor);
  }

  /** The usage of the scope's tenant. */
  public UsageDao usage() {
    return usage(tenant("usage"));
  }

  /** The usage of a tenant; in a system scope. */
  public UsageDao usage(UUID tenantId) {
    return new UsageDao(tenantId, executor);
  }

  /** The prices that the scope's tenant pays. */
  public PriceDao prices() {
    return prices(tenant("prices"));
  }

  /** The prices that a tenant pays, or with the nil UUID those for everybody; in a system scope. */
  public PriceDao prices(UUID tenantId) {
    return new PriceDao(tenantId, executor);
  }

  /** What has to be done from time to time; in a system scope. */
  public MaintenanceDao maintenance() {
    return new MaintenanceDao(executor);
  }
}

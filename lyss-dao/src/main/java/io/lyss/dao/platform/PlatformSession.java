package io.lyss.dao.platform;

import io.lyss.dao.Scope;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.session.Session;

/** What one scope can read and change in the platform database. */
public final class PlatformSession extends Session<Scope.OfPlatform, PlatformSession> {

  private final ScopedExecutor executor;

  PlatformSession(Scope.OfPlatform scope, ScopedExecutor executor) {
    super(scope, executor, PlatformSession::new);
    this.executor = executor;
  }

  public UserDao users() {
    return new UserDao(executor);
  }

  public ProviderDao providers() {
    return new ProviderDao(scope(), executor);
  }

  /** The stored keys of providers; in a system scope. */
  public ProviderKeyDao providerKeys() {
    return new ProviderKeyDao(executor);
  }

  public DistributionDao distributions() {
    return new DistributionDao(scope(), executor);
  }

  public ConversationDao conversations() {
    return new ConversationDao(scope(), executor);
  }

  public MessageDao messages() {
    return new MessageDao(scope(), executor);
  }

  public UsageDao usage() {
    return new UsageDao(executor);
  }

  public PriceDao prices() {
    return new PriceDao(executor);
  }

  public AuditDao audit() {
    return new AuditDao(scope(), executor);
  }

  public MaintenanceDao maintenance() {
    return new MaintenanceDao(executor);
  }
}

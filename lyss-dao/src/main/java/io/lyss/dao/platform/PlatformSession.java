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

  /** The users of the organisation. */
  public UserDao users() {
    return new UserDao(executor);
  }

  /** Providers, and who may use them. */
  public ProviderDao providers() {
    return new ProviderDao(scope(), executor);
  }

  /** The stored keys of providers; in a system scope. */
  public ProviderKeyDao providerKeys() {
    return new ProviderKeyDao(executor);
  }

  /** The distributions of organization providers to users. */
  public DistributionDao distributions() {
    return new DistributionDao(scope(), executor);
  }

  /** The user's conversations. */
  public ConversationDao conversations() {
    return new ConversationDao(scope(), executor);
  }

  /** The messages of conversations, and their search. */
  public MessageDao messages() {
    return new MessageDao(scope(), executor);
  }

  /** The usage of requests, and its sums. */
  public UsageDao usage() {
    return new UsageDao(executor);
  }

  /** The prices of models, and their periods. */
  public PriceDao prices() {
    return new PriceDao(executor);
  }

  /** The audit log. */
  public AuditDao audit() {
    return new AuditDao(executor);
  }

  /** The data about persons, and its erasure. */
  public PersonalDataDao personalData() {
    return new PersonalDataDao(executor);
  }

  /** The work of jobs and operators; in a system scope. */
  public MaintenanceDao maintenance() {
    return new MaintenanceDao(executor);
  }
}

package io.lyss.dao.memory;

import io.lyss.dao.Scope;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.session.ServiceSession;

/** What can be asked and done in one scope of the memory service. */
public final class MemorySession extends ServiceSession<MemorySession> {

  private final ScopedExecutor executor;

  MemorySession(Scope.OfService scope, ScopedExecutor executor) {
    super(scope, executor, MemorySession::new);
    this.executor = executor;
  }

  /** The memories of the scope's user. */
  public MemoryDao memories() {
    return new MemoryDao(user("memories"), executor);
  }

  /** Associations between the memories of the scope's user. */
  public AssociationDao associations() {
    return new AssociationDao(user("associations"), executor);
  }

  /**
   * The queue of memories to embed, of all tenants.
   *
   * @throws ScopeDeniedException in a tenant's scope
   */
  public EmbeddingDao embeddings() {
    requireSystem("embeddings");
    return new EmbeddingDao(executor);
  }

  /** Retention; for a system scope. */
  public MaintenanceDao maintenance() {
    return new MaintenanceDao(executor);
  }
}

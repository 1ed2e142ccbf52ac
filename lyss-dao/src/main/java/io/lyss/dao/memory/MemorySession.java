package io.lyss.dao.memory;

import io.lyss.dao.Scope;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.memory.jooq.routines.AcceptTenant;
import io.lyss.dao.session.FollowingSession;
import java.util.UUID;

/** The calls of the memory service in one scope. */
public final class MemorySession extends FollowingSession<MemorySession> {

  private static final ScopedStatement<Boolean> ACCEPT_TENANT =
      MemoryService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new AcceptTenant()).value());

  private final ScopedExecutor executor;

  MemorySession(Scope.OfService scope, ScopedExecutor executor) {
    super(scope, executor, MemorySession::new, ACCEPT_TENANT);
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

  /** For how long the scope's tenant keeps memories. */
  public RetentionDao retention() {
    return retention(tenant("retention"));
  }

  /** For how long a tenant keeps memories; in a system scope. */
  public RetentionDao retention(UUID tenantId) {
    return new RetentionDao(tenantId, executor);
  }

  /** Retention; for a system scope. */
  public MaintenanceDao maintenance() {
    return new MaintenanceDao(executor);
  }
}

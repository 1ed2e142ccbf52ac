package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Expect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** System work is denied in the scope of a tenant. */
class SystemWorkTest extends MemoryServiceTest {

  private final Scope.Tenant owner = memories.user();
  private final Memory memory = memories.remember(owner, "stays");

  @Test
  void aTenantsScopeDoesNoSystemWork() {
    ClaimedMemory claimed =
        new ClaimedMemory(
            owner.tenantId(), owner.userId(), memory.id(), "stays", Ids.next().toString());
    for (Scope.Tenant scope : List.of(owner, memories.admin(owner.tenantId()), memories.user())) {
      MemorySession session = memories.as(scope);
      Expect.denied(() -> session.embeddings().claim(1, Duration.ofMinutes(1)));
      Expect.denied(() -> session.embeddings().markDone(claimed));
      Expect.denied(() -> session.embeddings().markFailed(claimed, "no"));
      Expect.denied(() -> session.embeddings().retryFailed());
      Expect.denied(() -> session.embeddings().listFailed(PageRequest.first(5)));
      MaintenanceDao maintenance = memories.as(scope).maintenance();
      Expect.denied(() -> maintenance.expire(10));
      Expect.denied(() -> maintenance.purge(Duration.ZERO, 10));
      Expect.denied(() -> maintenance.eraseUser(owner.tenantId(), owner.userId()));
    }
    assertThat(memories.as(owner).memories().find(memory.id())).isPresent();
  }
}

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
            owner.tenantId(), owner.userId(), memory.id(), "stays", "hash", Ids.next());
    for (Scope.Tenant scope : List.of(owner, memories.admin(owner.tenantId()), memories.user())) {
      EmbeddingDao embeddings = memories.as(scope).embeddings();
      Expect.denied(() -> embeddings.claim(1, Duration.ofMinutes(1)));
      Expect.denied(() -> embeddings.markDone(claimed, "v"));
      Expect.denied(() -> embeddings.markFailed(claimed, "no"));
      Expect.denied(embeddings::retryFailed);
      assertThat(embeddings.failed(PageRequest.first(5)).items()).isEmpty();
      MaintenanceDao maintenance = memories.as(scope).maintenance();
      Expect.denied(() -> maintenance.purge(Duration.ZERO, 10));
      Expect.denied(() -> maintenance.eraseUser(owner.tenantId(), owner.userId()));
    }
    assertThat(memories.as(owner).memories().find(memory.id())).isPresent();
  }
}

package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.Scope;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.testing.Expect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** System work is denied in the scope of a tenant. */
class SystemWorkTest extends MemoryServiceTest {

  private final Scope.TenantUser owner = memories.user();
  private final Memory memory = memories.remember(owner, "stays");

  @Test
  void aTenantsScopeDoesNoSystemWork() {
    for (Scope.TenantUser scope :
        List.of(owner, memories.admin(owner.tenantId()), memories.user())) {
      MemorySession session = memories.as(scope);
      assertThatThrownBy(session::embeddings).isInstanceOf(ScopeDeniedException.class);
      for (String call :
          List.of(
              "claim_memories(1, '1 min')",
              "complete_memory('%1$s', '%2$s', '%3$s', 'v')",
              "fail_memory('%1$s', '%2$s', '%3$s', 'v', 'no')",
              "drop_embedding('%1$s', '%2$s', '%3$s', 'v')",
              "make_way('%1$s', '%2$s', memory_hash('stays'))",
              "retry_memories()")) {
        String sql = "select " + call.formatted(owner.tenantId(), owner.userId(), memory.id());
        assertThat(OwnSql.stateOf(session, sql)).as(sql).isEqualTo("42501");
      }
      MaintenanceDao maintenance = memories.as(scope).maintenance();
      Expect.denied(() -> maintenance.expire(10));
      Expect.denied(() -> maintenance.purge(Duration.ZERO, 10));
      Expect.denied(
          () -> memories.as(scope).personalData().erase(owner.tenantId(), owner.userId(), 5));
    }
    assertThat(memories.as(owner).memories().find(memory.id())).isPresent();
  }
}

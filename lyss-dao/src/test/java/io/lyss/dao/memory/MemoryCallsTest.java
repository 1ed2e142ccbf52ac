package io.lyss.dao.memory;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;
import java.util.Set;

class MemoryCallsTest extends CallsTest<MemorySession, MemoryWorld> {

  MemoryCallsTest() throws Exception {
    super(LyssDatabase.MEMORY, new MemoryCalls());
  }

  @Override
  protected Set<String> indexesOfManyRows() {
    return Set.of("idx_audit_logs_action", "idx_user_memories_search");
  }
}

package io.lyss.dao.memory;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;
import java.util.Map;

class MemoryCallsTest extends CallsTest<MemorySession, MemoryWorld> {

  MemoryCallsTest() throws Exception {
    super(LyssDatabase.MEMORY, new MemoryCalls());
  }

  @Override
  protected Map<String, String> indexesWithoutCalls() {
    return Map.ofEntries(
        Map.entry(
            "idx_audit_logs_action",
            "`AuditDao.search` for an action, where many rows are of others"),
        Map.entry(
            "idx_user_memories_search",
            "`MemoryDao.search`, where there is more than a page of memories"));
  }
}

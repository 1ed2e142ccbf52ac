package io.lyss.dao.memory;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;

class MemoryCallsTest extends CallsTest<MemorySession, MemoryWorld> {

  MemoryCallsTest() throws Exception {
    super(LyssDatabase.MEMORY, new MemoryCalls());
  }
}

package io.lyss.dao.shared;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;

class SharedCallsTest extends CallsTest<SharedSession, SharedWorld> {

  SharedCallsTest() throws Exception {
    super(LyssDatabase.SHARED, new SharedCalls());
  }
}

package io.lyss.dao.platform;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;

class PlatformCallsTest extends CallsTest<PlatformSession, PlatformWorld> {

  PlatformCallsTest() throws Exception {
    super(LyssDatabase.PLATFORM, new PlatformCalls());
  }
}

package io.lyss.dao.provider;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;

class ProviderCallsTest extends CallsTest<ProviderSession, ProviderWorld> {

  ProviderCallsTest() throws Exception {
    super(LyssDatabase.PROVIDER, new ProviderCalls());
  }
}

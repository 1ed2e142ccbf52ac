package io.lyss.dao.user;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;

class UserCallsTest extends CallsTest<UserSession, UserWorld> {

  UserCallsTest() throws Exception {
    super(LyssDatabase.USER, new UserCalls());
  }
}

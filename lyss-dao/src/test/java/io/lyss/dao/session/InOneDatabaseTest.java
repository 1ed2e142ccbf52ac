package io.lyss.dao.session;

import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;

class InOneDatabaseTest extends SideBySide {

  InOneDatabaseTest() {
    super(new TestDatabase(LyssDatabase.USER, LyssDatabase.CHAT));
  }
}

package io.lyss.dao.session;

import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;

class InTwoDatabasesTest extends SideBySide {

  InTwoDatabasesTest() {
    super(new TestDatabase(LyssDatabase.USER), new TestDatabase(LyssDatabase.CHAT));
  }
}

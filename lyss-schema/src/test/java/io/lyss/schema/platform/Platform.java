package io.lyss.schema.platform;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;

/** Platform databases to test with. */
final class Platform {

  static final String SCHEMA = LyssDatabase.PLATFORM.defaultSchema();

  private Platform() {}

  static OwnedDatabase empty() {
    return OwnedDatabase.empty(LyssDatabase.PLATFORM);
  }

  /** With the {@link Organisation} in it. */
  static OwnedDatabase withOrganisation() {
    return OwnedDatabase.with(LyssDatabase.PLATFORM, Organisation.SEED);
  }
}

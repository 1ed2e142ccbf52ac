package io.lyss.schema;

import java.util.Arrays;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Tells whether a later version of LYSS has migrated a schema. */
final class LaterVersion {

  private LaterVersion() {}

  /**
   * The last versioned file that this version of LYSS does not have, and that comes after all its
   * own. Each release that edits a repeatable file therefore adds a versioned one.
   */
  static Optional<String> of(Flyway flyway) {
    return Arrays.stream(flyway.info().applied())
        .filter(info -> info.isVersioned() && info.getState() == MigrationState.FUTURE_SUCCESS)
        .reduce((earlier, later) -> later)
        .map(MigrationInfo::getScript);
  }
}

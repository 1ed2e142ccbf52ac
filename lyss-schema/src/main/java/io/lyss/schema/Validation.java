package io.lyss.schema;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.ValidateResult;

/**
 * How a schema differs from what this version of LYSS makes of it. One that a later version has
 * migrated does not.
 *
 * @param files what is wrong with the files that were applied; then nothing else was compared
 * @param differences what something else than a migration has changed
 */
record Validation(Optional<String> files, List<String> differences) {

  static final String REMEDY =
      "Put back what is missing or changed, and move elsewhere what is not of LYSS.";

  static Validation of(LyssDatabase database, String schema, ReadingSession session)
      throws SQLException {
    Flyway flyway = FlywayFactory.create(database, schema, session.dataSource());
    MigrationFiles files = MigrationFiles.of(flyway);
    if (files.later().isPresent()) {
      return new Validation(Optional.empty(), List.of());
    }
    Optional<String> problem =
        files.isAllApplied()
            ? Optional.empty()
            : files.outOfOrder(schema).or(() -> difference(schema, flyway.validateWithResult()));
    return new Validation(
        problem,
        problem.isPresent()
            ? List.of()
            : SchemaCatalog.read(session, schema).differences(database));
  }

  private static Optional<String> difference(String schema, ValidateResult result) {
    return result.validationSuccessful
        ? Optional.empty()
        : Optional.of(
            "The schema "
                + schema
                + " is not what this version of LYSS expects:\n"
                + Differences.of(result)
                + "\nIf files are only pending, migrate. If one was changed, restore it: files that"
                + " have been applied are not edited.");
  }

  /**
   * @throws LyssMigrationException if there is any difference
   */
  void check(String schema) {
    if (files.isPresent()) {
      throw new LyssMigrationException(files.get(), null);
    }
    if (!differences.isEmpty()) {
      throw new LyssMigrationException(
          "The schema "
              + schema
              + " was changed by something else than its migrations:\n  "
              + String.join("\n  ", differences)
              + "\n"
              + REMEDY,
          null);
    }
  }
}

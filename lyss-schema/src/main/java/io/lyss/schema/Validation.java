package io.lyss.schema;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.ValidateResult;

/**
 * How a schema differs from what this version of LYSS makes. A schema that a later version has
 * migrated is not compared.
 *
 * @param later the file of a later version that has migrated the schema
 * @param files what is wrong with the applied files; then nothing else was compared
 * @param differences what was changed by something else than a migration
 */
record Validation(Optional<String> later, Optional<String> files, List<Finding> differences) {

  static Validation of(LyssDatabase database, String schema, ReadingSession session)
      throws SQLException {
    Flyway flyway = FlywayFactory.create(database, schema, session.dataSource());
    MigrationFiles files = MigrationFiles.of(flyway);
    if (files.later().isPresent()) {
      return new Validation(files.later(), Optional.empty(), List.of());
    }
    Optional<String> problem =
        files.isAllApplied()
            ? Optional.empty()
            : files.outOfOrder(schema).or(() -> difference(schema, flyway.validateWithResult()));
    return new Validation(
        Optional.empty(),
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

  /** All differences. */
  List<Finding> findings() {
    return files
        .map(
            message ->
                List.of(
                    new Finding("migrations", message, "Migrate, or restore what was changed.")))
        .orElse(differences);
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
              + " is not what the files of this version make:\n  "
              + differences.stream().map(Validation::line).collect(Collectors.joining("\n  "))
              + "\n"
              + SchemaCatalog.REMEDY,
          null);
    }
  }

  private static String line(Finding difference) {
    return difference.remedy().equals(SchemaCatalog.REMEDY)
        ? difference.what()
        : difference.what() + "\n      " + difference.remedy();
  }
}

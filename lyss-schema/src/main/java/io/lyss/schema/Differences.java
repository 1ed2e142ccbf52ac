package io.lyss.schema;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;

/** Lists how the applied files differ from the files of this version, a line each. */
final class Differences {

  private static final Set<CoreErrorCode> PENDING =
      EnumSet.of(
          CoreErrorCode.RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED,
          CoreErrorCode.RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED,
          CoreErrorCode.OUTDATED_REPEATABLE_MIGRATION);

  private Differences() {}

  /** All differences. */
  static String of(ValidateResult result) {
    if (result.invalidMigrations.isEmpty()) {
      // without a path, the schema itself is missing
      return "  " + result.errorDetails.errorMessage.strip();
    }
    return describe(result.invalidMigrations.stream());
  }

  /** The differences that a migration does not resolve. */
  static String beyondPending(ValidateResult result) {
    return describe(
        result.invalidMigrations.stream()
            .filter(difference -> !PENDING.contains(difference.errorDetails.errorCode)));
  }

  private static String describe(Stream<ValidateOutput> differences) {
    // Flyway lists a repeatable file that has changed twice: as outdated, and as not applied.
    return differences.map(Differences::line).distinct().collect(Collectors.joining("\n"));
  }

  private static String line(ValidateOutput difference) {
    return "  "
        + (difference.errorDetails.errorCode instanceof CoreErrorCode code
            ? line(difference, code)
            : difference.errorDetails.errorMessage.strip());
  }

  private static String line(ValidateOutput difference, CoreErrorCode code) {
    return switch (code) {
      case CHECKSUM_MISMATCH, DESCRIPTION_MISMATCH, TYPE_MISMATCH ->
          file(difference) + " was changed after it had been applied";
      case RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED,
          RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED,
          OUTDATED_REPEATABLE_MIGRATION ->
          file(difference) + " is pending";
      case APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED, APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED ->
          (difference.version + " \"" + difference.description).strip()
              + "\" was applied, and this version of LYSS has no such file";
      default -> difference.errorDetails.errorMessage.strip();
    };
  }

  private static String file(ValidateOutput difference) {
    String path = difference.filepath;
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}

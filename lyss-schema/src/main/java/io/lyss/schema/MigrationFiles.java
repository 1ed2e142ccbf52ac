package io.lyss.schema;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** The files of this version and those that were applied, and what follows from them. */
final class MigrationFiles {

  private final List<MigrationInfo> files;

  private MigrationFiles(List<MigrationInfo> files) {
    this.files = files;
  }

  static MigrationFiles of(Flyway flyway) {
    return new MigrationFiles(Arrays.asList(flyway.info().all()));
  }

  List<MigrationInfo> all() {
    return files;
  }

  /**
   * The last versioned file that this version of LYSS does not have, and that comes after all its
   * own. Each release that edits a repeatable file therefore adds a versioned one.
   */
  Optional<String> later() {
    return files.stream()
        .filter(file -> file.isVersioned() && file.getState() == MigrationState.FUTURE_SUCCESS)
        .reduce((earlier, last) -> last)
        .map(MigrationInfo::getScript);
  }

  /** Whether a versioned file is pending: then all repeatable ones are applied again. */
  boolean isRelease() {
    return files.stream()
        .anyMatch(file -> file.isVersioned() && file.getState() == MigrationState.PENDING);
  }

  /**
   * Whether the next migration would apply the file; one that has changed is pending as it is, not
   * as it was.
   */
  boolean isPending(MigrationInfo file) {
    return switch (file.getState()) {
      case PENDING -> true;
      case SUCCESS -> !file.isVersioned() && isResolved(file) && isRelease();
      default -> false;
    };
  }

  /**
   * Whether what was applied is what this version has, file by file: then there is nothing to
   * migrate, and nothing that a migration would refuse.
   */
  boolean isAllApplied() {
    return files.stream()
        .filter(file -> file.getState() != MigrationState.SUPERSEDED)
        .filter(file -> file.getType() != CoreMigrationType.SCHEMA)
        .allMatch(MigrationFiles::isAppliedAsItIs);
  }

  private static boolean isAppliedAsItIs(MigrationInfo file) {
    return file.getState() == MigrationState.SUCCESS
        && Objects.equals(file.getAppliedChecksum(), file.getResolvedChecksum())
        && Objects.equals(file.getAppliedDescription(), file.getResolvedDescription());
  }

  /** What the next migration would apply, in order; a repeatable file is there once. */
  List<ShippedFile> pending() {
    Map<String, ShippedFile> pending = new LinkedHashMap<>();
    Stream.concat(
            files.stream().filter(MigrationInfo::isVersioned),
            files.stream()
                .filter(file -> !file.isVersioned())
                .sorted(Comparator.comparing(MigrationInfo::getDescription)))
        .filter(this::isPending)
        .forEach(file -> pending.putIfAbsent(file.getScript(), ShippedFile.of(file)));
    return List.copyOf(pending.values());
  }

  /**
   * Says so where a versioned file was never applied, though a later one was: it is applied no
   * more. Where files of others were applied instead, that is the matter, and not the order.
   */
  Optional<String> outOfOrder(String schema) {
    if (files.stream().anyMatch(file -> file.getState() == MigrationState.MISSING_SUCCESS)) {
      return Optional.empty();
    }
    return files.stream()
        .filter(file -> file.isVersioned() && file.getState() == MigrationState.IGNORED)
        .findFirst()
        .map(
            late ->
                "The schema "
                    + schema
                    + " has no "
                    + late.getScript()
                    + ", and cannot get it, as "
                    + lastApplied()
                    + " was applied before: files are applied in order of their numbers, in"
                    + " whichever folder they lie. Give the file a number above all that were"
                    + " released.");
  }

  /**
   * @throws LyssMigrationException if a file is {@link #outOfOrder}
   */
  void checkOrder(String schema) {
    Optional<String> problem = outOfOrder(schema);
    if (problem.isPresent()) {
      throw new LyssMigrationException(problem.get(), null);
    }
  }

  private String lastApplied() {
    return files.stream()
        .filter(file -> file.isVersioned() && file.getState().isApplied())
        .reduce((earlier, later) -> later)
        .map(MigrationInfo::getScript)
        .orElseThrow();
  }

  private static boolean isResolved(MigrationInfo file) {
    return file.getResolvedChecksum() != null;
  }
}

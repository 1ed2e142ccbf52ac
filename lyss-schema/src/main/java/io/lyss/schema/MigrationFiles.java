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

/** Compares the files of this version with those that were applied. */
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
   * The last applied versioned file, if this version of LYSS does not have it and it comes after
   * all of this version's. For this, each release that edits a repeatable file adds a versioned
   * one.
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
   * Whether the next migration would apply the file. Of a file that has changed, the present one is
   * pending and the applied one is not.
   */
  boolean isPending(MigrationInfo file) {
    return switch (file.getState()) {
      case PENDING -> true;
      case SUCCESS -> !file.isVersioned() && isResolved(file) && isRelease();
      default -> false;
    };
  }

  /**
   * Whether the applied files are exactly those of this version: then there is nothing to migrate,
   * and nothing for which a migration would fail.
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

  /** The files that the next migration would apply, in order; a repeatable file is listed once. */
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
   * A message if a versioned file was never applied although a later one was: it will not be
   * applied any more. If files of another origin were applied instead, that is the fault, and not
   * the order.
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

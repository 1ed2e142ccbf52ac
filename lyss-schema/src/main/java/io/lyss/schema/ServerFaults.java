package io.lyss.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Knows which versions of PostgreSQL show rows that a policy hides. */
final class ServerFaults {

  /** A fault, and the first minor version of each major one that does not have it. */
  private record Fault(String cve, int fixedIn16, int fixedIn17) {

    Optional<Integer> fixedIn(int major) {
      return switch (major) {
        case 16 -> Optional.of(fixedIn16);
        case 17 -> Optional.of(fixedIn17);
        default -> Optional.empty();
      };
    }
  }

  private static final List<Fault> FAULTS =
      List.of(
          // policies of another user in a reused plan
          new Fault("CVE-2024-10976", 5, 1),
          // the role of another user after "set role", which each scope uses
          new Fault("CVE-2024-10978", 5, 1),
          // most common values of columns, by the statistics of views and partitions
          new Fault("CVE-2025-8713", 10, 6));

  private ServerFaults() {}

  /**
   * @param version as {@code server_version_num} has it, such as 160004
   */
  static Optional<Finding> of(int version) {
    int major = version / 10_000;
    int minor = version % 10_000;
    List<Fault> faults =
        FAULTS.stream()
            .filter(fault -> fault.fixedIn(major).filter(fixed -> minor < fixed).isPresent())
            .toList();
    return faults.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "server version",
                "PostgreSQL %d.%d shows rows that policies hide: %s."
                    .formatted(
                        major,
                        minor,
                        faults.stream().map(Fault::cve).collect(Collectors.joining(", "))),
                "Update to %d.%d or later."
                    .formatted(
                        major,
                        faults.stream()
                            .mapToInt(fault -> fault.fixedIn(major).orElseThrow())
                            .max()
                            .orElseThrow())));
  }
}

package io.lyss.dao.provider;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Something that changes a ledger, as SQL, and as the model has it. */
interface LedgerStep {

  UUID TENANT = id(LedgerModel.TENANT);

  /** The id that a name stands for. */
  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /** The id of a name as a UUID of version 7, as usage has it, of a time in microseconds. */
  static UUID usageId(String name, long at) {
    UUID random = id(name);
    return new UUID(
        at / 1000 << 16 | 0x7000 | random.getMostSignificantBits() & 0x0fff,
        random.getLeastSignificantBits());
  }

  /** The answers that are right; if there are none, any is. */
  Set<String> apply(LedgerModel model);

  String sql();

  default String scope() {
    return "owner";
  }

  static String user(String name) {
    return id(name)
        + ";"
        + LedgerModel.GROUPS.get(name).stream()
            .map(group -> id(group).toString())
            .collect(Collectors.joining(","));
  }

  static String quoted(Optional<String> name) {
    return name.map(n -> "'" + id(n) + "'").orElse("null");
  }

  static String numeric(long micros) {
    return micros == LedgerModel.UNLIMITED
        ? "null"
        : "(%d / 1000000.0)::numeric(30, 6)".formatted(micros);
  }

  static String numeric(OptionalLong micros) {
    return micros.isPresent() ? numeric(micros.getAsLong()) : "null";
  }

  /** Names of everything that has an id before the first step. */
  static List<String> names() {
    return List.of("tenant", "U0", "U1", "G0", "G1", "T0", "T1", "T2", "C0", "C1");
  }
}

package io.lyss.dao.memory;

import java.util.Objects;
import java.util.Optional;

/**
 * Which memories to list.
 *
 * @param status only memories of this status
 * @param type only memories of this type; empty for all
 * @param category only memories of this category; empty for all
 */
public record MemoryFilter(
    MemoryStatus status, Optional<MemoryType> type, Optional<String> category) {

  /** All active memories. */
  public static final MemoryFilter ACTIVE = of(MemoryStatus.ACTIVE);

  public MemoryFilter {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(category, "category");
  }

  /** All memories of one status. */
  public static MemoryFilter of(MemoryStatus status) {
    return new MemoryFilter(status, Optional.empty(), Optional.empty());
  }

  /** The same, but only of one type. */
  public MemoryFilter withType(MemoryType value) {
    return new MemoryFilter(status, Optional.of(value), category);
  }

  /** The same, but only of one category. */
  public MemoryFilter withCategory(String value) {
    return new MemoryFilter(status, type, Optional.of(value));
  }
}

package io.lyss.dao.memory;

import java.util.Objects;
import java.util.Optional;

/**
 * Which memories to list.
 *
 * @param status those that are used, or kept, or deleted
 * @param type those of one type; empty for all
 * @param category those of one category; empty for all
 */
public record MemoryFilter(
    MemoryStatus status, Optional<MemoryType> type, Optional<String> category) {

  /** All that are active. */
  public static final MemoryFilter ACTIVE = of(MemoryStatus.ACTIVE);

  public MemoryFilter {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(category, "category");
  }

  /** All of one status. */
  public static MemoryFilter of(MemoryStatus status) {
    return new MemoryFilter(status, Optional.empty(), Optional.empty());
  }

  /** Of these, those of one type. */
  public MemoryFilter withType(MemoryType value) {
    return new MemoryFilter(status, Optional.of(value), category);
  }

  /** Of these, those of one category. */
  public MemoryFilter withCategory(String value) {
    return new MemoryFilter(status, type, Optional.of(value));
  }
}

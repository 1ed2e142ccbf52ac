package io.lyss.dao.memory;

import java.util.Objects;
import java.util.Optional;

/**
 * Which memories to list.
 *
 * @param status only memories of this status
 * @param type only memories of this type; empty for all
 * @param category only memories of this category; empty for all
 * @param agentId only memories of this agent; empty for all
 * @param runId only memories of this run; empty for all
 * @param atAnyTime also memories that are not valid yet, or no longer
 */
public record MemoryFilter(
    MemoryStatus status,
    Optional<MemoryType> type,
    Optional<String> category,
    Optional<String> agentId,
    Optional<String> runId,
    boolean atAnyTime) {

  /** All active memories that are valid now. */
  public static final MemoryFilter ACTIVE = of(MemoryStatus.ACTIVE);

  public MemoryFilter {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(agentId, "agentId");
    Objects.requireNonNull(runId, "runId");
  }

  /** All memories of one status that are valid now. */
  public static MemoryFilter of(MemoryStatus status) {
    return new MemoryFilter(
        status, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /** The same, but only of one type. */
  public MemoryFilter withType(MemoryType value) {
    return new MemoryFilter(status, Optional.of(value), category, agentId, runId, atAnyTime);
  }

  /** The same, but only of one category. */
  public MemoryFilter withCategory(String value) {
    return new MemoryFilter(status, type, Optional.of(value), agentId, runId, atAnyTime);
  }

  /** The same, but only of one agent. */
  public MemoryFilter withAgent(String value) {
    return new MemoryFilter(status, type, category, Optional.of(value), runId, atAnyTime);
  }

  /** The same, but only of one run. */
  public MemoryFilter withRun(String value) {
    return new MemoryFilter(status, type, category, agentId, Optional.of(value), atAnyTime);
  }

  /** The same, with those that are not valid yet, or no longer. */
  public MemoryFilter withAnyTime() {
    return new MemoryFilter(status, type, category, agentId, runId, true);
  }
}

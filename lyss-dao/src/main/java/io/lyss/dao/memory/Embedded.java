package io.lyss.dao.memory;

import java.util.Optional;

/**
 * Whether a memory has accepted a vector.
 *
 * @param kept whether the memory has the vector now; false if its text was changed meanwhile, it is
 *     no longer active, or another worker was first
 * @param obsolete the id of the vector that the host has to delete: of the one that was replaced,
 *     or of this one if it was not kept
 */
public record Embedded(boolean kept, Optional<String> obsolete) {}

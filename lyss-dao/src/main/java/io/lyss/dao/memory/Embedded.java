package io.lyss.dao.memory;

import java.util.Optional;

/**
 * What became of a vector.
 *
 * @param kept whether it is the memory's now; false if the text was changed meanwhile, the memory
 *     is not active any more, or another worker was first
 * @param obsolete a vector that the host has to delete: the one that this has replaced, or this one
 */
public record Embedded(boolean kept, Optional<String> obsolete) {}

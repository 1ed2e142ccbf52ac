package io.lyss.dao.memory;

/**
 * A memory that a path of associations leads to.
 *
 * @param memory the memory
 * @param distance how many associations the strongest path has; the shortest if several are equal
 * @param strength the product of the strengths of these associations
 */
public record Neighbour(Memory memory, int distance, double strength) {}

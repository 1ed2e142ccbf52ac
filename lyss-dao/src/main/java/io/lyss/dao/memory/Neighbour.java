package io.lyss.dao.memory;

/**
 * A memory that another is associated with, directly or by way of others.
 *
 * @param memory the memory
 * @param distance how many associations the strongest path to it has; the shortest of several
 * @param strength the product of their strengths
 */
public record Neighbour(Memory memory, int distance, double strength) {}

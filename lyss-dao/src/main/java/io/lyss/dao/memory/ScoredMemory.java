package io.lyss.dao.memory;

/**
 * A memory that the vector database has found, with its score.
 *
 * @param memory the memory
 * @param score the score of its vector
 */
public record ScoredMemory(Memory memory, double score) {}

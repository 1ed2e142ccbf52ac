package io.lyss.dao.memory;

/**
 * A memory that is like a question.
 *
 * @param memory the memory
 * @param score the score of its vector
 */
public record ScoredMemory(Memory memory, double score) {}

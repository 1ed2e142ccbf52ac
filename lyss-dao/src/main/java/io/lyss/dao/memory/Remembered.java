package io.lyss.dao.memory;

/**
 * What remembering came to.
 *
 * @param memory the memory, as it is now
 * @param isNew false if the same text was remembered already
 */
public record Remembered(Memory memory, boolean isNew) {}

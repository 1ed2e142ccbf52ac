package io.lyss.dao.memory;

/**
 * The outcome of remembering a text.
 *
 * @param memory the memory, as it is now
 * @param isNew false if the user had a memory of the same text
 */
public record Remembered(Memory memory, boolean isNew) {}

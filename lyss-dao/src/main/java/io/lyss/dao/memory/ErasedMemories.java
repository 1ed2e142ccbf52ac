package io.lyss.dao.memory;

/**
 * What the erasure of a user has removed.
 *
 * @param memories how many memories
 * @param associations how many associations
 * @param vectors how many vectors were published to be deleted
 */
public record ErasedMemories(long memories, long associations, long vectors) {}

package io.lyss.dao.memory;

import io.lyss.dao.PurgeReason;
import java.util.UUID;

/**
 * Memories that are to be deleted for good.
 *
 * @param reason why; the first reason if a memory has both
 * @param memories how many would go now
 * @param held how many more have to stay because of legal holds
 */
public record MemoryPurge(UUID tenantId, PurgeReason reason, long memories, long held) {}

package io.lyss.dao.chat;

import io.lyss.dao.PurgeReason;
import java.util.UUID;

/**
 * Conversations that are to be deleted for good.
 *
 * @param reason why; the first of its reasons, where a conversation has several
 * @param conversations how many would go now
 * @param messages how many messages with them, those included that forks share and that stay
 * @param held how many more have to stay, as legal holds keep them
 */
public record ConversationPurge(
    UUID tenantId, PurgeReason reason, long conversations, long messages, long held) {}

package io.lyss.dao.platform;

import io.lyss.dao.PurgeReason;

/**
 * Conversations that are to be deleted for good.
 *
 * @param reason why; the first of its reasons, where a conversation has several
 * @param conversations how many would go now
 * @param messages how many messages with them
 * @param held how many more have to stay, as legal holds keep them
 */
public record ConversationPurge(PurgeReason reason, long conversations, long messages, long held) {}

package io.lyss.dao.platform;

import io.lyss.dao.PurgeReason;

/**
 * Conversations that are due to be deleted for good.
 *
 * @param reason why; a conversation with several reasons counts for the first of them
 * @param conversations how many would be deleted now
 * @param messages how many messages they have
 * @param held how many more are due, but under legal hold
 */
public record ConversationPurge(PurgeReason reason, long conversations, long messages, long held) {}

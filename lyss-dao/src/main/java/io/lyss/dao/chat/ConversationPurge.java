package io.lyss.dao.chat;

import io.lyss.dao.PurgeReason;
import java.util.UUID;

/**
 * Conversations that are to be deleted for good.
 *
 * @param reason why; the first reason if a conversation has several
 * @param conversations how many would go now
 * @param messages how many messages they have, including those that stay because forks share them
 * @param held how many more have to stay because of legal holds
 */
public record ConversationPurge(
    UUID tenantId, PurgeReason reason, long conversations, long messages, long held) {}

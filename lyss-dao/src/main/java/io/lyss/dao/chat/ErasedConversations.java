package io.lyss.dao.chat;

/**
 * How much was erased with a user.
 *
 * @param conversations how many conversations
 * @param messages how many messages had ever been appended to them
 */
public record ErasedConversations(long conversations, long messages) {}

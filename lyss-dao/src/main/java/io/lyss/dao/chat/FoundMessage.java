package io.lyss.dao.chat;

import java.util.UUID;

/**
 * A message that a search has found.
 *
 * @param conversationId where the current user sees it: the conversation in which it was written,
 *     or, where that is deleted, the fork of it that shows most of it
 * @param message what was found
 */
public record FoundMessage(UUID conversationId, Message message) {}

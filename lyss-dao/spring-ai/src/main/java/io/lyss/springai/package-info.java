/**
 * The chat database as the chat memory of Spring AI: order and tool calls are kept, and what a
 * window drops stays in the conversation.
 *
 * <pre>{@code
 * ChatMemoryRepository repository = new LyssChatMemoryRepository(() -> chats.asUser(currentScope()));
 * ChatMemory memory = MessageWindowChatMemory.builder()
 *     .chatMemoryRepository(repository).maxMessages(20).build();
 * }</pre>
 */
@NullMarked
package io.lyss.springai;

import org.jspecify.annotations.NullMarked;

/**
 * The chat database as the memory of LangChain4j's AI services: order and tool calls are kept, and
 * what a window drops stays in the conversation.
 *
 * <pre>{@code
 * ChatMemoryStore store = new LyssChatMemoryStore(() -> chats.asUser(currentScope()));
 * ChatMemory memory = MessageWindowChatMemory.builder()
 *     .id(conversation.id()).maxMessages(20).chatMemoryStore(store).build();
 * }</pre>
 */
@NullMarked
package io.lyss.langchain4j;

import org.jspecify.annotations.NullMarked;

package io.lyss.springai;

import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.ModelMemory;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.ai.chat.memory.ChatMemoryRepository;
import org.springframework.ai.chat.messages.Message;

/**
 * Keeps chat memories in conversations of the chat database, which only their user sees. A
 * conversation id is the id of a conversation, or any other text, which then names a conversation
 * of the current user.
 *
 * <p>It keeps text, tool calls, answers of tools and media, but no metadata. Media are stored as
 * they are given: by their address, or by their bytes, which every read of the memory brings along.
 * Tool calls need ids, because the chat database checks that each answer has its call. Thread-safe.
 */
public final class LyssChatMemoryRepository implements ChatMemoryRepository {

  private final ModelMemory<Message> memory;

  /**
   * @param session the session of the current user, asked for at each call
   */
  public LyssChatMemoryRepository(Supplier<ChatSession> session) {
    memory = new ModelMemory<>(session, new Messages());
  }

  /** The conversations of the current user, the most recently active first. */
  @Override
  public List<String> findConversationIds() {
    return memory.names();
  }

  @Override
  public List<Message> findByConversationId(String conversationId) {
    return memory.read(conversationId);
  }

  /**
   * Sets the messages of the memory. Messages that it drops stay in the conversation.
   *
   * @throws IllegalArgumentException for a tool call without an id, and for media that are neither
   *     an address nor bytes
   */
  @Override
  public void saveAll(String conversationId, List<Message> messages) {
    memory.write(conversationId, messages);
  }

  /** Deletes the conversation, which can be restored until it is purged. */
  @Override
  public void deleteByConversationId(String conversationId) {
    memory.delete(conversationId);
  }
}

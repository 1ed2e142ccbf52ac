package io.lyss.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.ModelMemory;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps chat memories in conversations of the chat database, which only their user sees. A memory's
 * id is the id of a conversation, or any other object, whose text then names a conversation of the
 * current user.
 *
 * <p>Tool calls need ids, because the chat database checks that each answer has its call.
 * Thread-safe.
 */
public final class LyssChatMemoryStore implements ChatMemoryStore {

  private final ModelMemory<ChatMessage> memory;

  /**
   * @param session the session of the current user, asked for at each call
   */
  public LyssChatMemoryStore(Supplier<ChatSession> session) {
    memory = new ModelMemory<>(session, new Messages());
  }

  @Override
  public List<ChatMessage> getMessages(Object memoryId) {
    return memory.read(memoryId.toString());
  }

  /**
   * @throws IllegalArgumentException for a message of a role that the chat database does not have,
   *     or a tool call without an id
   */
  @Override
  public void updateMessages(Object memoryId, List<ChatMessage> messages) {
    memory.write(memoryId.toString(), messages);
  }

  /** Deletes the conversation, which can be restored until it is purged. */
  @Override
  public void deleteMessages(Object memoryId) {
    memory.delete(memoryId.toString());
  }
}

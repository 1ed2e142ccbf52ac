package io.lyss.dao.chat;

import io.lyss.dao.Scope;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.session.ServiceSession;

/**
 * What can be asked and done in one scope of the chat service. Conversations, messages and
 * summaries are a user's own: they are asked for in a session as that user, and not in a system
 * scope.
 */
public final class ChatSession extends ServiceSession<ChatSession> {

  private final ScopedExecutor executor;

  ChatSession(Scope.OfService scope, ScopedExecutor executor) {
    super(scope, executor, ChatSession::new);
    this.executor = executor;
  }

  /** The user's conversations. */
  public ConversationDao conversations() {
    return new ConversationDao(user("conversations"), executor);
  }

  /** What is said in the user's conversations. */
  public MessageDao messages() {
    return new MessageDao(user("messages"), executor);
  }

  /** Summaries of the user's conversations. */
  public SummaryDao summaries() {
    return new SummaryDao(user("summaries"), executor);
  }

  /** Purge and erasure; in a system scope. */
  public MaintenanceDao maintenance() {
    return new MaintenanceDao(executor);
  }
}

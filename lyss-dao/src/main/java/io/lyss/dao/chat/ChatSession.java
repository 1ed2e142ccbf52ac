package io.lyss.dao.chat;

import io.lyss.dao.Scope;
import io.lyss.dao.chat.jooq.routines.AcceptTenant;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.session.FollowingSession;
import java.util.UUID;

/**
 * What a caller can do in one scope of the chat service. Conversations, messages, summaries and
 * ratings belong to one user: only a session as that user reaches them, and no system scope does.
 */
public final class ChatSession extends FollowingSession<ChatSession> {

  private static final ScopedStatement<Boolean> ACCEPT_TENANT =
      ChatService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new AcceptTenant()).value());

  private final ScopedExecutor executor;

  ChatSession(Scope.OfService scope, ScopedExecutor executor) {
    super(scope, executor, ChatSession::new, ACCEPT_TENANT);
    this.executor = executor;
  }

  /** The user's conversations. */
  public ConversationDao conversations() {
    return new ConversationDao(user("conversations"), executor);
  }

  /** The messages of the user's conversations. */
  public MessageDao messages() {
    return new MessageDao(user("messages"), executor);
  }

  /** Summaries of the user's conversations. */
  public SummaryDao summaries() {
    return new SummaryDao(user("summaries"), executor);
  }

  /** What the user thinks of messages. */
  public RatingDao ratings() {
    return new RatingDao(user("ratings"), executor);
  }

  /** For how long the scope's tenant keeps conversations. */
  public RetentionDao retention() {
    return retention(tenant("retention"));
  }

  /** For how long a tenant keeps conversations; in a system scope. */
  public RetentionDao retention(UUID tenantId) {
    return new RetentionDao(tenantId, executor);
  }

  /** Purges; only in a system scope. */
  public MaintenanceDao maintenance() {
    return new MaintenanceDao(executor);
  }
}

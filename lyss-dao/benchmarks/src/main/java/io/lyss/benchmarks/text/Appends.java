package io.lyss.benchmarks.text;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Clients;
import io.lyss.benchmarks.figures.Raw;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.chat.NewMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Eight clients that append, one message a transaction. */
final class Appends implements AutoCloseable {

  private static final int CLIENTS = 8;
  private static final String BARE =
      "insert into lyss_chat.conversation_messages"
          + " (tenant_id, id, conversation_id, user_id, sequence, role, content, token_count)"
          + " values (?, ?, ?, ?, ?, 'user', ?, 3)";
  private static final String COUNTED =
      """
      with counted as (
        update lyss_chat.conversations
        set message_count = message_count + 1, token_usage = token_usage + 3,
          greatest_message_id = ?, last_active_at = greatest(current_timestamp, last_active_at)
        where tenant_id = ? and id = ? and user_id = ? and status = 'active'
        returning tenant_id, id, user_id, message_count, last_active_at
      )
      insert into lyss_chat.conversation_messages
        (tenant_id, id, conversation_id, user_id, sequence, role, content, token_count, created_at)
      select tenant_id, ?, id, user_id, message_count, 'user', ?, 3, last_active_at from counted""";

  private final HikariDataSource application;
  private final HikariDataSource owner;
  private final Scope.TenantUser scope = Scope.TenantUser.of(Volume.uuid(1), UUID.randomUUID());
  private final List<UUID> conversations = new ArrayList<>();
  private final List<UUID> bareConversations = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong(1000);

  Appends(Volume chat) {
    application = chat.pool(CLIENTS);
    owner = chat.ownersPool(CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
      conversations.add(session().conversations().open(NewConversation.of("figures")).id());
      bareConversations.add(session().conversations().open(NewConversation.of("figures")).id());
    }
  }

  private ChatSession session() {
    return ChatService.over(application).asUser(scope);
  }

  private static String text(int n) {
    return "什么天气 and what a data model " + n + ", said to a model by somebody who has a question.";
  }

  /**
   * Inserts rows into the same table, with the same columns, indexes and foreign key, by a held
   * statement. It counts nothing, so the conversations do not know of these messages.
   */
  Clients bare() {
    return new Clients(
        CLIENTS,
        client ->
            Raw.change(
                owner,
                BARE,
                n ->
                    List.of(
                        scope.tenantId(),
                        Ids.next(),
                        bareConversations.get(client),
                        scope.userId(),
                        numbers.incrementAndGet(),
                        text(n))));
  }

  /**
   * The smallest statement that keeps the count: it updates the row of the conversation and
   * inserts.
   */
  Clients counted() {
    return new Clients(CLIENTS, client -> counted(bareConversations.get(client)));
  }

  /** The same of all clients in one conversation. */
  Clients countedHot() {
    return new Clients(CLIENTS, client -> counted(bareConversations.get(0)));
  }

  private Call counted(UUID conversation) {
    return Raw.change(
        owner,
        COUNTED,
        n -> {
          UUID id = Ids.next();
          return List.of(id, scope.tenantId(), conversation, scope.userId(), id, text(n));
        });
  }

  /** Each client in a conversation of its own. */
  Clients own() {
    return new Clients(CLIENTS, client -> append(conversations.get(client)));
  }

  /** All clients in one conversation. */
  Clients hot() {
    return new Clients(CLIENTS, client -> append(conversations.get(0)));
  }

  private Call append(UUID conversation) {
    ChatSession session = session();
    return n -> session.messages().append(conversation, NewMessage.user(text(n)).withTokens(3));
  }

  @Override
  public void close() {
    application.close();
    owner.close();
  }
}

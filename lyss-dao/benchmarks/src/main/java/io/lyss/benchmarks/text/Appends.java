package io.lyss.benchmarks.text;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Clients;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.chat.NewMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Eight clients that append, one message a transaction. */
final class Appends implements AutoCloseable {

  private static final int CLIENTS = 8;
  private static final String BARE =
      "insert into lyss_chat.conversation_messages"
          + " (tenant_id, id, conversation_id, user_id, sequence, role, content, token_count)"
          + " values (?, ?, ?, ?, ?, 'user', ?, 3)";

  private final HikariDataSource application;
  private final HikariDataSource owner;
  private final Scope.TenantUser scope = Scope.TenantUser.of(Volume.uuid(1), UUID.randomUUID());
  private final List<UUID> conversations = new ArrayList<>();
  private final List<UUID> bareConversations = new ArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger(1000);

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

  /** Inserts rows directly, without any function. */
  Clients bare() {
    return new Clients(
        CLIENTS,
        client ->
            n -> {
              try (Connection connection = owner.getConnection();
                  PreparedStatement insert = connection.prepareStatement(BARE)) {
                insert.setObject(1, scope.tenantId());
                insert.setObject(2, Ids.next());
                insert.setObject(3, bareConversations.get(client));
                insert.setObject(4, scope.userId());
                insert.setLong(5, numbers.incrementAndGet());
                insert.setString(6, text(n));
                insert.executeUpdate();
              }
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

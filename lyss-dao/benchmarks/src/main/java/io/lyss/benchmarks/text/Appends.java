package io.lyss.benchmarks.text;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.chat.NewMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Eight clients that append for a second, one message a transaction. */
final class Appends implements AutoCloseable {

  private static final int CLIENTS = 8;
  private static final long SLICE = Long.getLong("figures.slice", 1000) * 1_000_000;
  private static final String BARE =
      "insert into lyss_chat.conversation_messages"
          + " (tenant_id, id, conversation_id, user_id, sequence, role, content, token_count)"
          + " values (?, ?, ?, ?, ?, 'user', ?, 3)";

  private final HikariDataSource application;
  private final HikariDataSource owner;
  private final Scope.Tenant scope = Scope.Tenant.of(TextFigures.uuid(1), UUID.randomUUID());
  private final List<UUID> conversations = new ArrayList<>();
  private final List<UUID> bareConversations = new ArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger(1000);

  Appends(TextDatabase chat) {
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

  /** Rows a second that go into the table past all functions. */
  double bare() throws InterruptedException {
    return rate(
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

  /** Messages a second, each client in a conversation of its own. */
  double own() throws InterruptedException {
    return rate(client -> append(conversations.get(client)));
  }

  /** Messages a second, all clients in one conversation. */
  double hot() throws InterruptedException {
    return rate(client -> append(conversations.get(0)));
  }

  private Call append(UUID conversation) {
    ChatSession session = session();
    return n -> session.messages().append(conversation, NewMessage.user(text(n)).withTokens(3));
  }

  private static double rate(IntFunction<Call> calls) throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
    long until = System.nanoTime() + SLICE;
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      Call call = calls.apply(client);
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int n = 0; System.nanoTime() < until; n++) {
                    call.run(n);
                    done.incrementAndGet();
                  }
                } catch (SQLException | RuntimeException e) {
                  failed.set(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failed.get() != null) {
      throw new IllegalStateException("An append failed", failed.get());
    }
    return done.get() * 1e9 / SLICE;
  }

  @Override
  public void close() {
    application.close();
    owner.close();
  }
}

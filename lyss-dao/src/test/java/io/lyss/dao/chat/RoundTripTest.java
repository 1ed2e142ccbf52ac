package io.lyss.dao.chat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A call costs one round trip, scope included: counted on the wire. */
class RoundTripTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(20);

  private final RoundTrips trips;
  private final Scope.Tenant user = chat.user();

  RoundTripTest() throws IOException {
    trips = new RoundTrips(chat);
  }

  @AfterAll
  void closeAll() throws IOException {
    trips.close();
  }

  private Map<String, Consumer<ChatSession>> usersCalls() {
    UUID id = chat.conversation(user).id();
    List<NewMessage> tools =
        List.of(
            NewMessage.toolCalls(new Json("[{\"id\": \"a\"}]")),
            NewMessage.tool("a", "sunny"),
            NewMessage.assistant("Sunny.").answeredBy("m", 5).withTokens(3));
    Map<String, Consumer<ChatSession>> calls = new LinkedHashMap<>();
    calls.put("open", s -> s.conversations().open(NewConversation.of("x")));
    calls.put("get", s -> s.conversations().get(id));
    calls.put("list", s -> s.conversations().list(PAGE));
    AtomicReference<Conversation> read =
        new AtomicReference<>(chat.as(user).conversations().get(id));
    calls.put("update", s -> read.updateAndGet(c -> s.conversations().update(c.withTitle("y"))));
    calls.put("archive", s -> s.conversations().archive(id));
    calls.put("delete", s -> s.conversations().delete(id));
    calls.put("restore", s -> s.conversations().restore(id));
    calls.put("append", s -> s.messages().append(id, NewMessage.user("x")));
    calls.put("append many", s -> s.messages().append(id, TestChat.said(50)));
    calls.put("append with tools", s -> s.messages().append(id, again(tools)));
    calls.put("newest", s -> s.messages().listNewestFirst(id, PAGE));
    calls.put("oldest", s -> s.messages().listOldestFirst(id, PAGE));
    calls.put("find", s -> s.messages().find(id, 2));
    calls.put("sum up", s -> s.summaries().add(id, NewSummary.auto("x", 2)));
    calls.put("latest", s -> s.summaries().latest(id));
    calls.put("summaries", s -> s.summaries().list(id, PAGE));
    calls.put("context", s -> s.messages().context(id, 20));
    return calls;
  }

  /** The same things said once more. */
  private static List<NewMessage> again(List<NewMessage> messages) {
    return messages.stream()
        .map(
            m ->
                new NewMessage(
                    Ids.next(),
                    m.role(),
                    m.content(),
                    m.tokenCount(),
                    m.modelUsed(),
                    m.responseTimeMs(),
                    m.toolCalls(),
                    m.toolCallId()))
        .toList();
  }

  @Test
  void everyCallOfAUserTakesOne() throws SQLException {
    trips.takeOneEach(ChatService.over(trips.pool()).as(user), usersCalls());
  }

  @Test
  void everyCallOfSystemWorkTakesOne() throws SQLException {
    trips.takeOneEach(
        ChatService.over(trips.pool()).system("round trips"),
        Map.of(
            "purge", s -> s.maintenance().purgeConversations(Duration.ofDays(1), 10),
            "erase", s -> s.maintenance().eraseUser(NEVER, NEVER)));
  }

  @Test
  void everyCallThatJoinsTakesOne() throws SQLException {
    try (Connection host = trips.pool().getConnection()) {
      host.setAutoCommit(false);
      trips.takeOneEach(ChatService.over(trips.pool()).as(user).joining(host), usersCalls());
      host.rollback();
    }
  }
}

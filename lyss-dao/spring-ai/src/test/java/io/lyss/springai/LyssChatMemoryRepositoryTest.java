package io.lyss.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.ChatMemoryRepository;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/** Spring AI's own memory classes over the chat database. */
class LyssChatMemoryRepositoryTest {

  private static final ThrowawayDatabase DATABASE = ThrowawayPostgres.shared().database();
  private static HikariDataSource pool;

  private final ChatService chats = ChatService.over(pool);
  private final ChatSession ann =
      ChatService.over(pool).asUser(Scope.TenantUser.of(UUID.randomUUID(), Ids.next()));
  private final LyssChatMemoryRepository repository = new LyssChatMemoryRepository(() -> ann);

  @BeforeAll
  static void migrate() {
    LyssMigrator.of(LyssDatabase.CHAT, DATABASE.dataSource()).migrate();
    HikariConfig config = new HikariConfig();
    config.setDataSource(DATABASE.dataSource());
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
  }

  @AfterAll
  static void close() {
    pool.close();
    DATABASE.close();
  }

  @Test
  void aWindowDropsMessagesAndTheConversationKeepsThem() {
    ChatMemory memory = window(3);
    memory.add("default", new SystemMessage("Be brief."));
    for (int i = 0; i < 5; i++) {
      memory.add("default", new UserMessage("question " + i));
      memory.add("default", new AssistantMessage("answer " + i));
    }
    assertThat(window(3).get("default"))
        .extracting(Message::getText)
        .containsExactly("Be brief.", "question 4", "answer 4");
    assertThat(repository.findConversationIds()).containsExactly("default");
    UUID id = ann.conversations().list(PageRequest.first(1)).items().get(0).id();
    assertThat(ann.messages().listOldestFirst(id, PageRequest.first(50)).items()).hasSize(11);
    assertThat(repository.findByConversationId(id.toString())).hasSize(3);
  }

  @Test
  void toolCallsAndTheirAnswersComeBackAsTheyWere() {
    List<Message> told =
        List.of(
            new UserMessage("Which is warmer?"),
            AssistantMessage.builder()
                .content("I look.")
                .toolCalls(
                    List.of(
                        new ToolCall("a", "function", "weather", "{\"city\": \"上海\"}"),
                        new ToolCall("b", "function", "weather", "{\"city\": \"Oslo\"}")))
                .build(),
            ToolResponseMessage.builder()
                .responses(
                    List.of(
                        new ToolResponse("a", "weather", "warm"),
                        new ToolResponse("b", "weather", "cold")))
                .build(),
            new AssistantMessage("Shanghai."));
    window(20).add("tools", told);
    List<Message> back = window(20).get("tools");
    assertThat(back).hasSize(4);
    assertThat(((AssistantMessage) back.get(1)).getToolCalls())
        .isEqualTo(((AssistantMessage) told.get(1)).getToolCalls());
    assertThat(((ToolResponseMessage) back.get(2)).getResponses())
        .isEqualTo(((ToolResponseMessage) told.get(2)).getResponses());

    window(20).add("tools", new UserMessage("Thanks."));
    assertThat(window(20).get("tools")).hasSize(5);
    UUID id = ann.conversations().list(PageRequest.first(1)).items().get(0).id();
    assertThat(ann.messages().listOldestFirst(id, PageRequest.first(50)).items()).hasSize(6);
  }

  @Test
  void whatAMessageHasBesideItsTextComesBackAsItWas() {
    Media byAddress =
        Media.builder()
            .mimeType(MimeTypeUtils.IMAGE_PNG)
            .data(URI.create("https://example.org/cat.png"))
            .id("cat")
            .name("a cat")
            .build();
    Media byBytes =
        new Media(MimeTypeUtils.IMAGE_JPEG, new ByteArrayResource(new byte[] {0, -1, 7}));
    window(20)
        .add(
            "media",
            List.of(
                UserMessage.builder().text("What is it?").media(byAddress, byBytes).build(),
                AssistantMessage.builder().content("Drawn.").media(List.of(byBytes)).build()));
    List<Message> back = window(20).get("media");
    assertThat(told(((UserMessage) back.get(0)).getMedia()))
        .isEqualTo(told(List.of(byAddress, byBytes)));
    assertThat(told(((AssistantMessage) back.get(1)).getMedia())).isEqualTo(told(List.of(byBytes)));

    window(20).add("media", new UserMessage("Thanks."));
    assertThat(window(20).get("media")).hasSize(3);
    UUID id = ann.conversations().list(PageRequest.first(1)).items().get(0).id();
    assertThat(ann.messages().listOldestFirst(id, PageRequest.first(50)).items())
        .as("nothing is stored twice")
        .hasSize(3);
    window(20).add("media", UserMessage.builder().text("What is it?").media(byAddress).build());
    assertThat(ann.messages().listOldestFirst(id, PageRequest.first(50)).items())
        .as("another picture is another message")
        .hasSize(4);
  }

  private static List<List<String>> told(List<Media> media) {
    return media.stream()
        .map(
            one ->
                List.of(
                    one.getMimeType().toString(),
                    String.valueOf(one.getId()),
                    String.valueOf(one.getName()),
                    one.getData() instanceof byte[] bytes
                        ? Arrays.toString(bytes)
                        : "at " + one.getData()))
        .toList();
  }

  @Test
  void dataThatCannotBeStoredAreRefused() {
    UserMessage message =
        UserMessage.builder()
            .text("?")
            .media(
                Media.builder()
                    .mimeType(MimeTypeUtils.IMAGE_PNG)
                    .data((Object) 7)
                    .name("x")
                    .build())
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window(20).add("other", message))
        .withMessageContaining("The data of x");
  }

  /** A user sends the first two questions at the same time. */
  @Test
  void aMemoryThatSomebodyElseIsBeginningIsWaitedFor() throws Exception {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      new LyssChatMemoryRepository(() -> ann.joining(connection))
          .saveAll("at once", List.of(new UserMessage("one")));
      CompletableFuture<Void> other =
          CompletableFuture.runAsync(
              () -> repository.saveAll("at once", List.of(new UserMessage("two"))));
      awaitLockWait();
      connection.commit();
      other.get(20, TimeUnit.SECONDS);
    }
    assertThat(repository.findByConversationId("at once"))
        .extracting(Message::getText)
        .containsExactly("two");
    UUID id = ann.conversations().list(PageRequest.first(1)).items().get(0).id();
    assertThat(ann.messages().listOldestFirst(id, PageRequest.first(50)).items())
        .extracting(io.lyss.dao.chat.Message::content)
        .containsExactly("one", "two");
  }

  private static void awaitLockWait() throws SQLException {
    try (Connection superuser = DATABASE.dataSource().getConnection();
        Statement statement = superuser.createStatement()) {
      boolean waits = false;
      for (long end = System.nanoTime() + 20_000_000_000L; !waits && System.nanoTime() < end; ) {
        try (ResultSet found =
            statement.executeQuery(
                "select from pg_stat_activity"
                    + " where wait_event_type = 'Lock' and datname = current_database()")) {
          waits = found.next();
        }
      }
      assertThat(waits).as("somebody waits for a lock").isTrue();
    }
  }

  @Test
  void asThePageShowsIt() {
    ChatMemoryRepository repository =
        new LyssChatMemoryRepository(() -> chats.asUser(currentUser()));
    ChatMemory memory =
        MessageWindowChatMemory.builder().chatMemoryRepository(repository).maxMessages(20).build();
    memory.add("default", new UserMessage("hello"));
    assertThat(memory.get("default")).hasSize(1);
  }

  private Scope.TenantUser currentUser() {
    return (Scope.TenantUser) ann.scope();
  }

  @Test
  void aMemoryThatWasClearedBeginsAnew() {
    window(5).add("again", new UserMessage("one"));
    window(5).clear("again");
    assertThat(window(5).get("again")).isEmpty();
    assertThat(repository.findConversationIds()).isEmpty();
    window(5).add("again", new UserMessage("two"));
    assertThat(window(5).get("again")).extracting(Message::getText).containsExactly("two");
  }

  @Test
  void aCallWithoutAnIdIsRefused() {
    Message nameless =
        AssistantMessage.builder()
            .content("")
            .toolCalls(List.of(new ToolCall("", "function", "weather", "{}")))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window(5).add("nameless", nameless))
        .withMessageContaining("weather");
    assertThat(repository.findConversationIds()).isEmpty();
  }

  private ChatMemory window(int size) {
    return MessageWindowChatMemory.builder()
        .chatMemoryRepository(repository)
        .maxMessages(size)
        .build();
  }
}

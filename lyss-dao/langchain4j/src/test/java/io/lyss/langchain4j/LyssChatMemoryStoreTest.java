package io.lyss.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.Conversation;
import io.lyss.dao.chat.Message;
import io.lyss.dao.chat.NewConversation;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** LangChain4j's own memory classes over the chat database. */
class LyssChatMemoryStoreTest {

  private static final ThrowawayDatabase DATABASE = ThrowawayPostgres.shared().database();
  private static HikariDataSource pool;

  private final ChatService chats = ChatService.over(pool);
  private final ChatSession ann = user();
  private final LyssChatMemoryStore store = new LyssChatMemoryStore(() -> ann);

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

  private static ChatSession user() {
    return ChatService.over(pool).asUser(Scope.TenantUser.of(UUID.randomUUID(), Ids.next()));
  }

  @Test
  void aWindowDropsMessagesAndTheConversationKeepsThem() {
    Conversation conversation = ann.conversations().open(NewConversation.of("Weather"));
    ChatMemory memory = window(conversation.id(), 3);
    memory.add(SystemMessage.from("Be brief."));
    for (int i = 0; i < 5; i++) {
      memory.add(UserMessage.from("question " + i));
      memory.add(AiMessage.from("answer " + i));
    }
    assertThat(window(conversation.id(), 3).messages())
        .containsExactly(
            SystemMessage.from("Be brief."),
            UserMessage.from("question 4"),
            AiMessage.from("answer 4"));
    assertThat(said(conversation.id())).hasSize(11).startsWith("Be brief.", "question 0");
  }

  /** A library may insert a changed system message before later messages. */
  @Test
  void aChangedFirstMessageIsTheOnlyOneThatIsAppended() {
    Conversation conversation = ann.conversations().open(NewConversation.of("Weather"));
    List<ChatMessage> window = new ArrayList<>();
    for (int turn = 0; turn < 4; turn++) {
      window.removeIf(SystemMessage.class::isInstance);
      window.add(0, SystemMessage.from("It is " + turn + " o'clock."));
      window.add(UserMessage.from("question " + turn));
      store.updateMessages(conversation.id(), window);
      assertThat(store.getMessages(conversation.id())).isEqualTo(window);
    }
    assertThat(said(conversation.id()))
        .containsExactly(
            "It is 0 o'clock.",
            "question 0",
            "It is 1 o'clock.",
            "question 1",
            "It is 2 o'clock.",
            "question 2",
            "It is 3 o'clock.",
            "question 3");
  }

  @Test
  void toolCallsAndTheirAnswersComeBackAsTheyWere() {
    ChatMemory memory = window("tools", 20);
    ToolExecutionRequest call =
        ToolExecutionRequest.builder()
            .id("call-1")
            .name("weather")
            .arguments("{\"city\": \"上海\"}")
            .build();
    List<ChatMessage> told =
        List.of(
            UserMessage.from(
                TextContent.from("Where is it?"), ImageContent.from("YQ==", "image/png")),
            AiMessage.from("I look.", List.of(call)),
            ToolExecutionResultMessage.from(call, "sunny"),
            AiMessage.from("It is sunny."));
    told.forEach(memory::add);
    assertThat(window("tools", 20).messages()).containsExactlyElementsOf(told);
    List<Message> stored =
        messages(ann.conversations().list(PageRequest.first(1)).items().get(0).id());
    assertThat(stored.get(1).toolCalls()).isPresent();
    assertThat(stored.get(2).toolCallId()).contains("call-1");
    assertThat(stored.get(0).content()).isEqualTo("Where is it?");
  }

  @Test
  void aMemoryIsItsUsersAlone() {
    window("mine", 5).add(UserMessage.from("hello"));
    LyssChatMemoryStore others = new LyssChatMemoryStore(LyssChatMemoryStoreTest::user);
    assertThat(others.getMessages("mine")).isEmpty();
    assertThat(store.getMessages("mine")).hasSize(1);
  }

  @Test
  void asThePageShowsIt() {
    ChatMemoryStore store = new LyssChatMemoryStore(() -> chats.asUser(currentUser()));
    ChatMemory memory =
        MessageWindowChatMemory.builder()
            .id("default")
            .maxMessages(20)
            .chatMemoryStore(store)
            .build();
    memory.add(UserMessage.from("hello"));
    assertThat(memory.messages()).hasSize(1);
  }

  private Scope.TenantUser currentUser() {
    return (Scope.TenantUser) ann.scope();
  }

  @Test
  void aMemoryThatWasClearedBeginsAnew() {
    ChatMemory memory = window("again", 5);
    memory.add(UserMessage.from("one"));
    memory.clear();
    assertThat(window("again", 5).messages()).isEmpty();
    memory.add(UserMessage.from("two"));
    assertThat(window("again", 5).messages()).containsExactly(UserMessage.from("two"));
  }

  @Test
  void whatHasNoPlaceInAConversationIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window("custom", 5).add(new CustomMessage(Map.of("a", "b"))))
        .withMessageContaining("CUSTOM");
    ToolExecutionRequest nameless = ToolExecutionRequest.builder().name("weather").build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window("nameless", 5).add(AiMessage.from(nameless)))
        .withMessageContaining("weather");
    assertThat(ann.conversations().list(PageRequest.first(9)).items()).isEmpty();
  }

  /** The store against a list: whatever is kept, dropped, repeated or put in between. */
  @Test
  void holdsWhatWasWrittenLastWhateverThatIs() {
    for (long seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      List<ChatMessage> held = new ArrayList<>();
      for (int step = 0; step < 12; step++) {
        held.removeIf(message -> random.nextInt(4) == 0);
        if (random.nextInt(3) == 0) {
          Collections.shuffle(held, random);
        }
        for (int i = random.nextInt(3); i >= 0; i--) {
          held.add(random.nextInt(held.size() + 1), UserMessage.from("say " + random.nextInt(3)));
        }
        store.updateMessages("seed " + seed, held);
        assertThat(store.getMessages("seed " + seed)).as("seed %d", seed).isEqualTo(held);
      }
    }
  }

  private ChatMemory window(Object id, int size) {
    return MessageWindowChatMemory.builder()
        .id(id)
        .maxMessages(size)
        .chatMemoryStore(store)
        .build();
  }

  private List<String> said(UUID conversation) {
    return messages(conversation).stream().map(Message::content).toList();
  }

  private List<Message> messages(UUID conversation) {
    return ann.messages().listOldestFirst(conversation, PageRequest.first(100)).items();
  }
}

package io.lyss.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.lyss.dao.Json;
import io.lyss.dao.chat.Message;
import io.lyss.dao.chat.ModelMemory;
import io.lyss.dao.chat.NewMessage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's messages as LYSS's. Role, text and tool calls become columns, which every reader of
 * the conversation understands. The whole message with its images, names and attributes is stored
 * beside them in LangChain4j's own JSON, so that it is read as it was written.
 */
final class Messages implements ModelMemory.Translation<ChatMessage> {

  private static final String WHOLE = "langchain4j";
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public List<NewMessage> toLyss(ChatMessage message) {
    return List.of(columns(message).withMetadata(whole(message)));
  }

  private static NewMessage columns(ChatMessage message) {
    if (message instanceof SystemMessage system) {
      return NewMessage.system(ModelMemory.orNoText(system.text()));
    }
    if (message instanceof UserMessage user) {
      return NewMessage.user(text(user));
    }
    if (message instanceof AiMessage ai) {
      String text = ai.text() == null ? "" : ai.text();
      return ai.hasToolExecutionRequests()
          ? NewMessage.toolCalls(text, toolCalls(ai.toolExecutionRequests()))
          : NewMessage.assistant(ModelMemory.orNoText(text));
    }
    if (message instanceof ToolExecutionResultMessage result) {
      String text = result.text();
      return NewMessage.tool(required(result.id(), result.toolName()), text == null ? "" : text);
    }
    throw new IllegalArgumentException(
        "A " + message.type() + " message has no role in a conversation of the chat database");
  }

  private static String text(UserMessage user) {
    return ModelMemory.orNoText(
        user.contents().stream()
            .filter(TextContent.class::isInstance)
            .map(content -> ((TextContent) content).text())
            .collect(Collectors.joining("\n")));
  }

  private static Json toolCalls(List<ToolExecutionRequest> requests) {
    ArrayNode calls = JSON.createArrayNode();
    for (ToolExecutionRequest request : requests) {
      ObjectNode call = calls.addObject();
      call.put("id", required(request.id(), request.name()));
      call.put("type", "function");
      call.putObject("function").put("name", request.name()).put("arguments", request.arguments());
    }
    return new Json(calls.toString());
  }

  private static String required(@Nullable String id, String tool) {
    if (id == null || id.isEmpty()) {
      throw new IllegalArgumentException(
          "The call of the tool "
              + tool
              + " has no id: a conversation keeps calls and answers"
              + " together by it");
    }
    return id;
  }

  private static Json whole(ChatMessage message) {
    return new Json(
        JSON.createObjectNode()
            .put(WHOLE, ChatMessageSerializer.messageToJson(message))
            .toString());
  }

  @Override
  public List<ChatMessage> fromLyss(List<Message> messages) {
    return messages.stream().map(Messages::fromLyss).toList();
  }

  private static ChatMessage fromLyss(Message message) {
    JsonNode whole = read(message.metadata()).path(WHOLE);
    if (whole.isTextual()) {
      return ChatMessageDeserializer.messageFromJson(whole.textValue());
    }
    return switch (message.role()) {
      case SYSTEM -> SystemMessage.from(message.content());
      case USER -> UserMessage.from(message.content());
      case ASSISTANT -> assistant(message);
      case TOOL ->
          ToolExecutionResultMessage.from(
              message.toolCallId().orElseThrow(), "unknown", message.content());
    };
  }

  // The message was written by another program, in the form that most providers use.
  private static ChatMessage assistant(Message message) {
    if (message.toolCalls().isEmpty()) {
      return AiMessage.from(message.content());
    }
    List<ToolExecutionRequest> requests =
        StreamSupport.stream(read(message.toolCalls().get()).spliterator(), false)
            .map(
                call ->
                    ToolExecutionRequest.builder()
                        .id(call.path("id").asText())
                        .name(call.path("function").path("name").asText())
                        .arguments(call.path("function").path("arguments").asText())
                        .build())
            .toList();
    return AiMessage.from(message.content(), requests);
  }

  @Override
  public boolean areAlike(ChatMessage one, ChatMessage other) {
    return one.equals(other);
  }

  private static JsonNode read(Json json) {
    try {
      return JSON.readTree(json.text());
    } catch (IOException e) {
      throw new IllegalStateException("The database holds a text that is not JSON", e);
    }
  }
}

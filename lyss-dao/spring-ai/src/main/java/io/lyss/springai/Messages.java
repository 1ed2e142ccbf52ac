package io.lyss.springai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lyss.dao.Json;
import io.lyss.dao.chat.ModelMemory;
import io.lyss.dao.chat.NewMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;

/**
 * Spring AI's messages as LYSS's. Spring AI has the answers of several tools in one message, LYSS
 * has a message for each. Their metadata say which belong together. What a message has beside its
 * text, such as images, is in its metadata, too.
 */
final class Messages implements ModelMemory.Translation<Message> {

  private static final String OWN = "spring_ai";
  private static final String MEDIA = "media";
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public List<NewMessage> toLyss(Message message) {
    String text = message.getText() == null ? "" : message.getText();
    return switch (message.getMessageType()) {
      case SYSTEM -> List.of(NewMessage.system(ModelMemory.orNoText(text)));
      case USER -> List.of(withMedia(NewMessage.user(ModelMemory.orNoText(text)), message));
      case ASSISTANT -> List.of(assistant((AssistantMessage) message, text));
      case TOOL -> answers(((ToolResponseMessage) message).getResponses());
    };
  }

  private static NewMessage assistant(AssistantMessage message, String text) {
    if (!message.hasToolCalls()) {
      return withMedia(NewMessage.assistant(ModelMemory.orNoText(text)), message);
    }
    ArrayNode calls = JSON.createArrayNode();
    for (ToolCall toolCall : message.getToolCalls()) {
      ObjectNode call = calls.addObject();
      call.put("id", required(toolCall.id(), toolCall.name()));
      call.put("type", toolCall.type());
      call.putObject("function")
          .put("name", toolCall.name())
          .put("arguments", toolCall.arguments());
    }
    return withMedia(NewMessage.toolCalls(text, new Json(calls.toString())), message);
  }

  private static NewMessage withMedia(NewMessage stored, Message message) {
    List<Media> media = MediaJson.of(message);
    if (media.isEmpty()) {
      return stored;
    }
    ObjectNode metadata = JSON.createObjectNode();
    metadata.putObject(OWN).set(MEDIA, MediaJson.write(media));
    return stored.withMetadata(new Json(metadata.toString()));
  }

  private static List<Media> media(io.lyss.dao.chat.Message message) {
    return MediaJson.read(read(message.metadata()).path(OWN).path(MEDIA));
  }

  private static List<NewMessage> answers(List<ToolResponse> responses) {
    return IntStream.range(0, responses.size())
        .mapToObj(
            place -> {
              ToolResponse response = responses.get(place);
              ObjectNode metadata = JSON.createObjectNode();
              metadata
                  .putObject(OWN)
                  .put("tool", response.name())
                  .put("place", place)
                  .put("of", responses.size());
              return NewMessage.tool(
                      required(response.id(), response.name()), response.responseData())
                  .withMetadata(new Json(metadata.toString()));
            })
        .toList();
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

  @Override
  public List<Message> fromLyss(List<io.lyss.dao.chat.Message> messages) {
    List<Message> translated = new ArrayList<>();
    List<ToolResponse> answers = new ArrayList<>();
    for (io.lyss.dao.chat.Message message : messages) {
      boolean continues = message.role() == io.lyss.dao.chat.MessageRole.TOOL && place(message) > 0;
      if (!continues && !answers.isEmpty()) {
        translated.add(answer(answers));
        answers.clear();
      }
      switch (message.role()) {
        case SYSTEM -> translated.add(new SystemMessage(message.content()));
        case USER ->
            translated.add(
                UserMessage.builder().text(message.content()).media(media(message)).build());
        case ASSISTANT -> translated.add(assistant(message));
        case TOOL -> answers.add(answer(message));
      }
    }
    if (!answers.isEmpty()) {
      translated.add(answer(answers));
    }
    return translated;
  }

  private static int place(io.lyss.dao.chat.Message message) {
    return read(message.metadata()).path(OWN).path("place").asInt(0);
  }

  private static ToolResponse answer(io.lyss.dao.chat.Message message) {
    String tool = read(message.metadata()).path(OWN).path("tool").asText("unknown");
    return new ToolResponse(message.toolCallId().orElseThrow(), tool, message.content());
  }

  private static Message answer(List<ToolResponse> answers) {
    return ToolResponseMessage.builder().responses(List.copyOf(answers)).build();
  }

  private static Message assistant(io.lyss.dao.chat.Message message) {
    List<ToolCall> calls =
        message.toolCalls().stream()
            .flatMap(json -> StreamSupport.stream(read(json).spliterator(), false))
            .map(
                call ->
                    new ToolCall(
                        call.path("id").asText(),
                        call.path("type").asText("function"),
                        call.path("function").path("name").asText(),
                        call.path("function").path("arguments").asText()))
            .toList();
    return AssistantMessage.builder()
        .content(message.content())
        .toolCalls(calls)
        .media(media(message))
        .build();
  }

  @Override
  public boolean areAlike(Message one, Message other) {
    return one.getMessageType() == other.getMessageType()
        && said(one).equals(said(other))
        && calls(one).equals(calls(other))
        && MediaJson.write(MediaJson.of(one)).equals(MediaJson.write(MediaJson.of(other)))
        && responses(one).equals(responses(other));
  }

  private static String said(Message message) {
    String text = message.getText() == null ? "" : message.getText();
    return calls(message).isEmpty() && responses(message).isEmpty()
        ? ModelMemory.orNoText(text)
        : text;
  }

  private static List<ToolCall> calls(Message message) {
    return message instanceof AssistantMessage assistant ? assistant.getToolCalls() : List.of();
  }

  private static List<ToolResponse> responses(Message message) {
    return message instanceof ToolResponseMessage answer ? answer.getResponses() : List.of();
  }

  private static JsonNode read(Json json) {
    try {
      return JSON.readTree(json.text());
    } catch (IOException e) {
      throw new IllegalStateException("The database holds a text that is not JSON", e);
    }
  }
}

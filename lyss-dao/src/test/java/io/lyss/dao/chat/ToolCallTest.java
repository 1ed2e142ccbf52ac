package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.testing.Expect;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each tool call is answered once. */
class ToolCallTest extends ChatServiceTest {

  private final Scope.TenantUser user = chat.user();
  private final MessageDao messages = chat.as(user).messages();

  private UUID open() {
    return chat.conversation(user).id();
  }

  private List<String> openCalls(UUID conversation) {
    return chat.as(user).conversations().get(conversation).openToolCalls();
  }

  private static NewMessage calls(String... ids) {
    return NewMessage.toolCalls(
        new Json(
            Arrays.stream(ids)
                .map(
                    id ->
                        "{\"id\": \""
                            + id
                            + "\", \"type\": \"function\", \"function\": {\"name\": \"look\"}}")
                .collect(Collectors.joining(", ", "[", "]"))));
  }

  private static NewMessage message(MessageRole role, String calls, String answered) {
    return new NewMessage(
        Ids.next(),
        role,
        "x",
        0,
        Optional.empty(),
        OptionalInt.empty(),
        Optional.ofNullable(calls).map(Json::new),
        Optional.ofNullable(answered),
        Optional.empty(),
        Json.EMPTY);
  }

  private void notOpen(UUID conversation, NewMessage... said) {
    Conversation before = chat.as(user).conversations().get(conversation);
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> messages.append(conversation, List.of(said)))
        .withMessageContaining("is not open: it was never made, or was answered")
        .satisfies(e -> assertThat(e.constraint()).isEqualTo("conversations_open_tool_calls"));
    assertThat(chat.as(user).conversations().get(conversation)).isEqualTo(before);
  }

  @Test
  void parallelCallsAreAnsweredInAnyOrderOnceEach() {
    UUID id = open();
    Message called = messages.append(id, calls("a", "b", "c"));
    assertThat(called.content()).isEmpty();
    assertThat(called.toolCalls().orElseThrow().text()).contains("\"look\"");
    assertThat(openCalls(id)).containsExactly("a", "b", "c");
    Message answered = messages.append(id, NewMessage.tool("b", "sunny"));
    assertThat(answered.toolCallId()).contains("b");
    notOpen(id, NewMessage.tool("b", "rainy"));
    messages.append(id, NewMessage.user("still there?"));
    // a tool may return an empty answer
    messages.append(id, List.of(NewMessage.tool("c", ""), NewMessage.tool("a", "windy")));
    assertThat(openCalls(id)).isEmpty();
    notOpen(id, NewMessage.tool("a", "again"));
    assertThat(messages.listOldestFirst(id, PageRequest.first(10)).items())
        .extracting(message -> message.toolCallId().orElse("-"))
        .containsExactly("-", "b", "-", "c", "a");
  }

  @Test
  void aCallAndItsAnswerMayComeTogetherButNotTheAnswerFirst() {
    UUID id = open();
    messages.append(
        id,
        List.of(
            NewMessage.user("weather?"),
            calls("a"),
            NewMessage.tool("a", "sunny"),
            NewMessage.assistant("Sunny."),
            calls("b")));
    assertThat(openCalls(id)).containsExactly("b");
    notOpen(id, NewMessage.tool("c", "x"), calls("c"));
    notOpen(id, NewMessage.tool("b", "x"), NewMessage.tool("b", "x"));
    notOpen(open(), NewMessage.tool("b", "of another conversation"));
  }

  @Test
  void aModelMayUseTheIdOfACallAgain() {
    UUID id = open();
    for (int i = 0; i < 3; i++) {
      messages.append(id, List.of(calls("call_0"), NewMessage.tool("call_0", "n" + i)));
    }
    messages.append(id, calls("call_0"));
    messages.append(id, calls("call_0", "call_1"));
    assertThat(openCalls(id)).containsExactly("call_0", "call_1");
    messages.append(id, NewMessage.tool("call_0", "n"));
    notOpen(id, NewMessage.tool("call_0", "n"));
  }

  @Test
  void malformedToolCallsAreRefused() {
    UUID id = open();
    for (String bad :
        List.of(
            "[]",
            "{}",
            "null",
            "\"a\"",
            "[1]",
            "[null]",
            "[[]]",
            "[{}]",
            "[{\"id\": \"\"}]",
            "[{\"id\": 1}]",
            "[{\"id\": null}]",
            "[{\"id\": \"a\"}, {\"id\": \"a\"}]",
            "[{\"id\": \"a\"}, {}]",
            "[{\"id\": \"" + "x".repeat(1025) + "\"}]")) {
      Expect.refused(
          "conversation_messages_tool_calls_check",
          () -> messages.append(id, NewMessage.toolCalls("x", new Json(bad))));
    }
    Expect.refused("", () -> messages.append(id, NewMessage.toolCalls(new Json("[{"))));
    String call = "[{\"id\": \"a\"}]";
    for (MessageRole role : List.of(MessageRole.USER, MessageRole.SYSTEM)) {
      Expect.refused(
          "conversation_messages_role_tool_calls_check",
          () -> messages.append(id, message(role, call, null)));
      Expect.refused(
          "conversation_messages_role_tool_call_id_check",
          () -> messages.append(id, message(role, null, "a")));
    }
    Expect.refused(
        "conversation_messages_role_tool_call_id_check",
        () -> messages.append(id, message(MessageRole.TOOL, null, null)));
    Expect.refused(
        "conversation_messages_tool_call_id_check",
        () -> messages.append(id, NewMessage.tool("", "x")));
    Expect.refused("", () -> messages.append(id, NewMessage.tool("x".repeat(1025), "x")));
    assertThat(openCalls(id)).isEmpty();
  }

  @Test
  void anIdHasUpToAThousandAndTwentyFourCharacters() {
    UUID id = open();
    String longest = "é".repeat(1024);
    messages.append(id, List.of(calls(longest), NewMessage.tool(longest, "answer")));
    assertThat(messages.find(id, 2).orElseThrow().toolCallId()).contains(longest);
    String[] many =
        IntStream.range(0, 1000)
            .mapToObj(i -> "x".repeat(1020) + (1000 + i))
            .toArray(String[]::new);
    messages.append(id, calls(many));
    assertThat(openCalls(id)).containsExactly(many);
  }

  @Test
  void aConversationHasAtMostAThousandOpenCalls() {
    UUID id = open();
    String[] many = IntStream.range(0, 1000).mapToObj(i -> "call_" + i).toArray(String[]::new);
    messages.append(id, calls(many));
    Expect.refused(
        "conversations_open_tool_calls_check", () -> messages.append(id, calls("one more")));
    messages.append(id, NewMessage.tool("call_7", "seven"));
    messages.append(id, calls("one more"));
    assertThat(openCalls(id)).hasSize(1000).doesNotContain("call_7").contains("one more");
  }
}

package io.lyss.dao.chat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A message to be appended.
 *
 * @param id the message's id, from {@link Ids#next}; a repeated call with it stores nothing more
 * @param role who speaks
 * @param content what is said; it shows nothing only from a tool, beside tool calls, or where
 *     {@code metadata} names what a model reads in its place
 * @param tokenCount how many tokens it took; at least 0, which stands for not counted
 * @param modelUsed the model that answered: 1 to 100 characters
 * @param responseTimeMs how long the answer took, in milliseconds; at least 0
 * @param toolCalls the tools that the model calls: a JSON array, not empty, of objects with an
 *     {@code "id"} each, of 1 to 1,024 characters; from {@link MessageRole#ASSISTANT} only
 * @param toolCallId the id of the call that the message answers; from {@link MessageRole#TOOL}, and
 *     only from there
 * @param finishReason why the model ended there, as its provider says, or that it was interrupted:
 *     1 to 100 characters; from {@link MessageRole#ASSISTANT} only
 * @param metadata what the application keeps with it, a JSON object: citations, say. A message of
 *     images alone has them here, in an array {@code "attachments"}, {@code "files"} or {@code
 *     "parts"} that is not empty
 */
public record NewMessage(
    UUID id,
    MessageRole role,
    String content,
    int tokenCount,
    Optional<String> modelUsed,
    OptionalInt responseTimeMs,
    Optional<Json> toolCalls,
    Optional<String> toolCallId,
    Optional<String> finishReason,
    Json metadata) {

  public NewMessage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(modelUsed, "modelUsed");
    Objects.requireNonNull(responseTimeMs, "responseTimeMs");
    Objects.requireNonNull(toolCalls, "toolCalls");
    Objects.requireNonNull(toolCallId, "toolCallId");
    Objects.requireNonNull(finishReason, "finishReason");
    Objects.requireNonNull(metadata, "metadata");
  }

  private static NewMessage of(
      MessageRole role, String content, Optional<Json> toolCalls, Optional<String> toolCallId) {
    return new NewMessage(
        Ids.next(),
        role,
        content,
        0,
        Optional.empty(),
        OptionalInt.empty(),
        toolCalls,
        toolCallId,
        Optional.empty(),
        Json.EMPTY);
  }

  /** What the owner of the conversation says. */
  public static NewMessage user(String content) {
    return of(MessageRole.USER, content, Optional.empty(), Optional.empty());
  }

  /** What the model says. */
  public static NewMessage assistant(String content) {
    return of(MessageRole.ASSISTANT, content, Optional.empty(), Optional.empty());
  }

  /** What the application says. */
  public static NewMessage system(String content) {
    return of(MessageRole.SYSTEM, content, Optional.empty(), Optional.empty());
  }

  /** The model calls tools, and says nothing else. */
  public static NewMessage toolCalls(Json toolCalls) {
    return toolCalls("", toolCalls);
  }

  /** The model calls tools, and says something as well. */
  public static NewMessage toolCalls(String content, Json toolCalls) {
    return of(MessageRole.ASSISTANT, content, Optional.of(toolCalls), Optional.empty());
  }

  /** A tool's answer to a call. */
  public static NewMessage tool(String toolCallId, String content) {
    return of(MessageRole.TOOL, content, Optional.empty(), Optional.of(toolCallId));
  }

  /** The same message under another id. */
  public NewMessage withId(UUID other) {
    return new NewMessage(
        other,
        role,
        content,
        tokenCount,
        modelUsed,
        responseTimeMs,
        toolCalls,
        toolCallId,
        finishReason,
        metadata);
  }

  /** The same message with the tokens that it took. */
  public NewMessage withTokens(int tokens) {
    return new NewMessage(
        id,
        role,
        content,
        tokens,
        modelUsed,
        responseTimeMs,
        toolCalls,
        toolCallId,
        finishReason,
        metadata);
  }

  /** The same message with the model that answered, and the milliseconds that it took. */
  public NewMessage answeredBy(String model, int milliseconds) {
    return new NewMessage(
        id,
        role,
        content,
        tokenCount,
        Optional.of(model),
        OptionalInt.of(milliseconds),
        toolCalls,
        toolCallId,
        finishReason,
        metadata);
  }

  /** The same message with the reason why the model ended there. */
  public NewMessage withFinishReason(String reason) {
    return new NewMessage(
        id,
        role,
        content,
        tokenCount,
        modelUsed,
        responseTimeMs,
        toolCalls,
        toolCallId,
        Optional.of(reason),
        metadata);
  }

  /** The same message with metadata. */
  public NewMessage withMetadata(Json other) {
    return new NewMessage(
        id,
        role,
        content,
        tokenCount,
        modelUsed,
        responseTimeMs,
        toolCalls,
        toolCallId,
        finishReason,
        other);
  }
}

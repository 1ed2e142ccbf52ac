package io.lyss.dao.testing;

import io.lyss.dao.Json;
import java.util.List;

/** What a message has, and whether that says anything. */
public record Contents(String text, Json metadata) {

  /** What nobody can see, and metadata that name nothing that a model could read. */
  public static List<Contents> ofNothing() {
    return List.of(
        of("", "{}"),
        of("\n", "{}"),
        of(" \t\u3000\u00a0", "{}"),
        of("\u200b\ufe0f", "{}"),
        of("", "{\"trace\": \"7\", \"model\": {\"attachments\": [1]}}"),
        of("\n", "{\"attachments\": []}"),
        of("", "{\"files\": null, \"parts\": \"none\", \"tool_calls\": {}}"));
  }

  /** A text, or something beside it that has none. */
  public static List<Contents> ofSomething() {
    return List.of(
        of("x", "{}"),
        of("\n天", "{}"),
        of("", "{\"attachments\": [{\"id\": \"f1\"}]}"),
        of(" ", "{\"files\": [\"f1\"], \"trace\": 7}"),
        of("", "{\"parts\": [{\"type\": \"image\"}]}"),
        of("\n", "{\"tool_calls\": [{\"id\": \"c1\"}]}"));
  }

  private static Contents of(String text, String metadata) {
    return new Contents(text, new Json(metadata));
  }
}

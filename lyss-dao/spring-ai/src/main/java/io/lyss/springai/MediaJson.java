package io.lyss.springai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.content.Media;
import org.springframework.ai.content.MediaContent;
import org.springframework.util.MimeTypeUtils;

/** Images, sounds and documents of a message as JSON: by their address, or by their bytes. */
final class MediaJson {

  private static final String TYPE = "mime_type";
  private static final String ID = "id";
  private static final String NAME = "name";
  private static final String ADDRESS = "data";
  private static final String BYTES = "bytes";

  private MediaJson() {}

  /** What a message has beside its text; empty for none. */
  static List<Media> of(Message message) {
    return message instanceof MediaContent content && content.getMedia() != null
        ? content.getMedia()
        : List.of();
  }

  /**
   * The same media have the same JSON.
   *
   * @throws IllegalArgumentException for data that are neither bytes nor a text
   */
  static ArrayNode write(List<Media> media) {
    ArrayNode written = JsonNodeFactory.instance.arrayNode();
    for (Media one : media) {
      ObjectNode node = written.addObject();
      node.put(TYPE, one.getMimeType().toString());
      if (one.getId() != null) {
        node.put(ID, one.getId());
      }
      if (one.getName() != null) {
        node.put(NAME, one.getName());
      }
      Object data = one.getData();
      if (data instanceof byte[] bytes) {
        node.put(BYTES, Base64.getEncoder().encodeToString(bytes));
      } else if (data instanceof String text) {
        node.put(ADDRESS, text);
      } else {
        throw new IllegalArgumentException(
            "The data of "
                + one.getName()
                + " are no bytes and no text: nothing can be stored of them");
      }
    }
    return written;
  }

  static List<Media> read(JsonNode written) {
    List<Media> media = new ArrayList<>();
    for (JsonNode node : written) {
      Media.Builder one =
          Media.builder()
              .mimeType(MimeTypeUtils.parseMimeType(node.path(TYPE).asText()))
              .data(
                  node.has(BYTES)
                      ? Base64.getDecoder().decode(node.get(BYTES).asText())
                      : node.path(ADDRESS).asText());
      if (node.has(ID)) {
        one.id(node.get(ID).asText());
      }
      if (node.has(NAME)) {
        one.name(node.get(NAME).asText());
      }
      media.add(one.build());
    }
    return media;
  }
}

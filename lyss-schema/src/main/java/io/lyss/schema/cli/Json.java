package io.lyss.schema.cli;

import io.lyss.schema.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes JSON, for pipelines. */
final class Json {

  private Json() {}

  static String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        default -> {
          if (c < ' ') {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }

  /** A list of values that are JSON already. */
  static String array(List<String> values) {
    return values.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  /** An object of values that are JSON already, in their order. */
  static String object(Map<String, String> values) {
    return values.entrySet().stream()
        .map(value -> string(value.getKey()) + ": " + value.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  static String finding(Finding finding) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("check", string(finding.check()));
    object.put("what", string(finding.what()));
    object.put("remedy", string(finding.remedy()));
    return object(object);
  }
}

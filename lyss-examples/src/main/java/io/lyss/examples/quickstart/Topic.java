package io.lyss.examples.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A topic of conversations: a title, and questions with their answers, in which braces stand for
 * the name of a place.
 */
record Topic(String title, List<Exchange> exchanges) {

  record Exchange(String question, String answer) {}

  /** Reads the topics of a language, from a resource beside this class. */
  static List<Topic> read(String resource) {
    List<Topic> topics = new ArrayList<>();
    String question = "";
    for (String line : lines(resource)) {
      String text = line.substring(line.indexOf(" ") + 1);
      switch (line.charAt(0)) {
        case '#' -> topics.add(new Topic(text, new ArrayList<>()));
        case 'Q' -> question = text;
        case 'A' -> topics.get(topics.size() - 1).exchanges.add(new Exchange(question, text));
        default -> throw new IllegalStateException(resource + ": what is \"" + line + "\"?");
      }
    }
    return topics;
  }

  private static List<String> lines(String resource) {
    try (InputStream file = Topic.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

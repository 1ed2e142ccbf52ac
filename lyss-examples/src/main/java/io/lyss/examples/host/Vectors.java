package io.lyss.examples.host;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in for an embedding model and a vector database such as Qdrant. The vector of a text says
 * how often each pair of neighbouring letters occurs in it; two vectors are the more similar, the
 * smaller the angle between them is.
 */
public final class Vectors {

  private final Map<String, Map<String, Integer>> vectors = new ConcurrentHashMap<>();

  /** Stores the vector of a text. */
  public void add(String id, String text) {
    vectors.put(id, vector(text));
  }

  public void remove(String id) {
    vectors.remove(id);
  }

  /** A vector that is similar to that of the question. */
  public record Match(String id, double score) {}

  /** The vectors that are most similar to that of a text, the best first. */
  public List<Match> nearest(String text, int limit) {
    Map<String, Integer> question = vector(text);
    return vectors.entrySet().stream()
        .map(entry -> new Match(entry.getKey(), cosine(question, entry.getValue())))
        .sorted(Comparator.comparingDouble(Match::score).reversed())
        .limit(limit)
        .toList();
  }

  private static Map<String, Integer> vector(String text) {
    String letters = text.toLowerCase(Locale.ROOT);
    Map<String, Integer> pairs = new HashMap<>();
    for (int i = 0; i + 2 <= letters.length(); i++) {
      pairs.merge(letters.substring(i, i + 2), 1, Integer::sum);
    }
    return pairs;
  }

  private static double cosine(Map<String, Integer> one, Map<String, Integer> other) {
    double product =
        one.entrySet().stream()
            .mapToDouble(pair -> pair.getValue() * other.getOrDefault(pair.getKey(), 0))
            .sum();
    double length = length(one) * length(other);
    return length == 0 ? 0 : product / length;
  }

  private static double length(Map<String, Integer> vector) {
    return Math.sqrt(vector.values().stream().mapToDouble(count -> (double) count * count).sum());
  }
}

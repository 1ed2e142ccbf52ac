package io.lyss.dao.internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Checks the lists that callers pass. */
public final class Elements {

  /** The most elements of a list. */
  public static final int MAX = 100_000;

  private Elements() {}

  /**
   * The elements, none of which is null.
   *
   * @param name the parameter's, for the message
   * @throws NullPointerException if they are null, or one of them is: it names that one
   * @throws IllegalArgumentException if there are more than {@value #MAX}
   */
  public static <C extends Collection<?>> C required(String name, C elements) {
    if (Objects.requireNonNull(elements, name).size() > MAX) {
      throw new IllegalArgumentException(
          name + " has at most " + MAX + " elements, not " + elements.size());
    }
    int place = 0;
    for (Object each : elements) {
      if (each == null) {
        throw new NullPointerException(name + "[" + place + "]");
      }
      place++;
    }
    return elements;
  }

  /** A copy of {@link #required} elements. */
  public static <E> Set<E> copy(String name, Set<E> elements) {
    return Set.copyOf(required(name, elements));
  }

  /** The same of a list. */
  public static <E> List<E> copy(String name, List<E> elements) {
    return List.copyOf(required(name, elements));
  }

  /** The same of a map, in which no key and no value is null. */
  public static <K, V> Map<K, V> copy(String name, Map<K, V> entries) {
    required(name, Objects.requireNonNull(entries, name).keySet());
    required(name, entries.values());
    return Map.copyOf(entries);
  }
}

package io.lyss.dao.provider;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The models that a channel serves.
 *
 * @param names by the names that requests use; none is empty
 * @param mapping what the provider calls a model, where that differs; a name in it that is not
 *     among the names means nothing
 */
public record Models(Set<String> names, Map<String, String> mapping) {

  public Models {
    names = Set.copyOf(names);
    mapping = Map.copyOf(mapping);
  }

  /** Models that the provider calls the same. */
  public static Models of(String... names) {
    return new Models(Set.of(names), Map.of());
  }

  /** The same with another name at the provider for one of them. */
  public Models mapped(String name, String upstream) {
    Map<String, String> more = new TreeMap<>(mapping);
    more.put(name, upstream);
    return new Models(names, more);
  }

  /** What the provider calls a model: as the request does, unless it is mapped. */
  public String upstream(String name) {
    return mapping.getOrDefault(name, name);
  }

  static Models of(List<String> names, List<String> from, List<String> to) {
    return new Models(
        Set.copyOf(names),
        IntStream.range(0, from.size())
            .boxed()
            .collect(Collectors.toUnmodifiableMap(from::get, to::get)));
  }

  String[] namesColumn() {
    return names.stream().sorted().toArray(String[]::new);
  }

  String[] mappedFromColumn() {
    return mapping.keySet().stream().sorted().toArray(String[]::new);
  }

  String[] mappedToColumn() {
    return mapping.keySet().stream().sorted().map(mapping::get).toArray(String[]::new);
  }
}

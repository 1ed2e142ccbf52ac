package io.lyss.dao.provider;

import io.lyss.dao.internal.Elements;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The models that a channel serves.
 *
 * @param names by the names that requests use; none is empty
 * @param mapping what the provider calls a model, if that differs; an entry for a name that is not
 *     among the names has no effect
 */
public record Models(Set<String> names, Map<String, String> mapping) {

  public Models {
    names = sorted("names", names);
    mapping = Elements.copy("mapping", mapping);
  }

  /** Models for which the provider uses the same names. */
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

  /** A sorted copy, so that the same names are always stored alike. */
  static Set<String> sorted(String parameter, Set<String> names) {
    return Collections.unmodifiableSet(new TreeSet<>(Elements.required(parameter, names)));
  }
}

package io.lyss.dao.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call, by name. They are few, so a search through all of them is faster than a
 * hash table and takes a third of its memory.
 *
 * <p>For one thread at a time.
 */
final class Arguments {

  private static final int FEW = 2;

  // a name, its value, the next name
  private @Nullable Object[] all = new @Nullable Object[FEW * 2];
  private int end;

  /** A copy that can be changed independently. */
  Arguments copy() {
    Arguments copy = new Arguments();
    copy.all = all.clone();
    copy.end = end;
    return copy;
  }

  int size() {
    return end / 2;
  }

  String name(int place) {
    return (String) all[place * 2];
  }

  @Nullable Object value(int place) {
    return all[place * 2 + 1];
  }

  boolean has(String name) {
    return find(name) >= 0;
  }

  /** The value of a name; null if there is none. */
  @Nullable Object get(String name) {
    int found = find(name);
    return found < 0 ? null : all[found + 1];
  }

  /** Gives a name its value, in place of one that it had. */
  void put(String name, @Nullable Object value) {
    int found = find(name);
    if (found >= 0) {
      all[found + 1] = value;
      return;
    }
    if (end == all.length) {
      all = Arrays.copyOf(all, end * 2);
    }
    all[end++] = name;
    all[end++] = value;
  }

  void removeIf(BiPredicate<String, @Nullable Object> condition) {
    int kept = 0;
    for (int place = 0; place < end; place += 2) {
      if (!condition.test((String) all[place], all[place + 1])) {
        all[kept] = all[place];
        all[kept + 1] = all[place + 1];
        kept += 2;
      }
    }
    Arrays.fill(all, kept, end, null);
    end = kept;
  }

  /** Whether exactly these names have values. */
  boolean are(Set<String> names) {
    if (size() != names.size()) {
      return false;
    }
    for (int place = 0; place < end; place += 2) {
      if (!names.contains((String) all[place])) {
        return false;
      }
    }
    return true;
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    for (int place = 0; place < size(); place++) {
      names.add(name(place));
    }
    return names;
  }

  private int find(String name) {
    for (int place = 0; place < end; place += 2) {
      if (name.equals(all[place])) {
        return place;
      }
    }
    return -1;
  }
}

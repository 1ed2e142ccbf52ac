package io.lyss.dao;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param items the items, in the list's order
 * @param next where the next page begins; empty on the last page
 */
public record Page<T>(List<T> items, Optional<Cursor> next) {

  public Page {
    items = List.copyOf(items);
    Objects.requireNonNull(next, "next");
  }

  /**
   * The page that a request asks for, of the rows that were read for it.
   *
   * @param rows the rows read: one more than the page holds, if there are more
   */
  public static <T> Page<T> of(List<T> rows, PageRequest request, Function<T, Cursor> cursor) {
    if (rows.size() <= request.size()) {
      return new Page<>(rows, Optional.empty());
    }
    List<T> items = rows.subList(0, request.size());
    return new Page<>(items, Optional.of(cursor.apply(items.get(items.size() - 1))));
  }
}

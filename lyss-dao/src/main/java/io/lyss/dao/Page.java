package io.lyss.dao;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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
   * All items of a list, read page by page as they are needed. Each page is a call of its own: rows
   * that are added or deleted meanwhile may be in the stream or not, and no row is in it twice.
   *
   * <pre>{@code
   * Page.stream(500, me.conversations()::list).forEach(...);
   * }</pre>
   *
   * @param size how many items a page has, from 1 to {@value PageRequest#MAX_SIZE}
   * @param list reads a page
   * @return an ordered stream for one thread; there is nothing to close
   * @throws IllegalArgumentException if the size is out of bounds
   */
  public static <T> Stream<T> stream(
      int size, Function<? super PageRequest, ? extends Page<T>> list) {
    Pages<T> pages = new Pages<>(PageRequest.first(size), list);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            pages, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
        false);
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

package io.lyss.dao;

import java.util.Objects;
import java.util.Optional;

/**
 * Which part of a list to read.
 *
 * @param size how many items at most, from 1 to {@value #MAX_SIZE}
 * @param after the cursor of the page before; empty for the first page
 */
public record PageRequest(int size, Optional<Cursor> after) {

  /** The largest page. */
  public static final int MAX_SIZE = 1000;

  public PageRequest {
    Objects.requireNonNull(after, "after");
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size is from 1 to " + MAX_SIZE + ", not " + size);
    }
  }

  /** The first page. */
  public static PageRequest first(int size) {
    return new PageRequest(size, Optional.empty());
  }

  /** The page of the same size after a cursor. */
  public PageRequest after(Cursor cursor) {
    return new PageRequest(size, Optional.of(cursor));
  }
}

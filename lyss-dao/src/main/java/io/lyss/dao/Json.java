package io.lyss.dao;

import java.util.Objects;

/**
 * A JSON text. The database reads it: a text that is not JSON, or not an object where one is
 * needed, is refused there. PostgreSQL does not keep white space, the order of keys, or doubled
 * keys.
 *
 * @param text the JSON
 */
public record Json(String text) {

  /** {@code {}} */
  public static final Json EMPTY = new Json("{}");

  public Json {
    Objects.requireNonNull(text, "text");
  }

  @Override
  public String toString() {
    return text;
  }
}

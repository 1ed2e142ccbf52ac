package io.lyss.dao;

import java.util.Objects;

/**
 * A JSON text. The database checks it: it refuses a text that is not JSON, or that is no object
 * where one is needed. PostgreSQL does not keep white space or the order of keys; of equal keys it
 * keeps the last.
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

package io.lyss.dao;

import java.util.Objects;

/**
 * A JSON text. The database checks it, and refuses a text that is not JSON, or not an object where
 * one is needed. PostgreSQL keeps neither white space nor the order of keys, and of equal keys the
 * last.
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

package io.lyss.dao.testing.calls;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call, of which one, or one component of one, is replaced.
 *
 * @param place which one is replaced: {@code message.toolCallId}
 * @param value by what it is replaced, in a few words
 * @param heavy whether it takes long to send
 * @param arguments makes them; throws what the constructor of an argument throws
 */
record Variation(
    String place, String value, boolean heavy, Supplier<@Nullable Object[]> arguments) {

  /** The name that callers know: {@code toolCallId}. */
  String name() {
    return place.substring(place.lastIndexOf('.') + 1).replaceAll("\\[.*]", "");
  }

  @Override
  public String toString() {
    return place + " = " + value;
  }
}

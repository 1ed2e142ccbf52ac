package io.lyss.dao.internal;

import java.util.Collection;
import java.util.Objects;

/** The lists that callers give. */
public final class Elements {

  private Elements() {}

  /**
   * The elements, none of which is null.
   *
   * @param name the parameter's, for the message
   * @throws NullPointerException if they are null, or one of them is: it names that one
   */
  public static <C extends Collection<?>> C required(String name, C elements) {
    int place = 0;
    for (Object each : Objects.requireNonNull(elements, name)) {
      if (each == null) {
        throw new NullPointerException(name + "[" + place + "]");
      }
      place++;
    }
    return elements;
  }
}

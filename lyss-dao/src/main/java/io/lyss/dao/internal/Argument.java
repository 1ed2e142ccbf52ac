package io.lyss.dao.internal;

import org.jooq.DataType;
import org.jooq.Param;
import org.jooq.impl.DSL;

/** A place in a statement that is filled in when it runs. */
public final class Argument {

  private static final String PREFIX = "arg";

  private Argument() {}

  /**
   * @param position which of the statement's arguments, from 1; the same one may stand in several
   *     places
   */
  public static <T> Param<T> arg(int position, DataType<T> type) {
    return DSL.param(PREFIX + position, type);
  }

  /** The index, from 0, of the argument that a place in a rendered statement takes. */
  static int index(String name) {
    if (!name.startsWith(PREFIX)) {
      // jOOQ numbers them; such a value would be lost, as only arguments are filled in.
      throw new IllegalStateException("A value stands in the statement: use inline(), or arg()");
    }
    return Integer.parseInt(name.substring(PREFIX.length())) - 1;
  }
}

package io.lyss.dao.internal;

import io.lyss.dao.Cursor;
import java.time.Instant;
import java.util.UUID;

/** The cursors at which lists begin, and the arguments that a statement takes from a cursor. */
final class Cursors {

  /** Before the first row of a list that goes from new to old. */
  static final Cursor NEWEST = new Cursor(Instant.MAX, new UUID(-1, Long.MAX_VALUE));

  /** Before the first row of a list that goes from old to new, or up the ids. */
  static final Cursor OLDEST = new Cursor(Instant.MIN, 0);

  private Cursors() {}

  /**
   * The cursor's time, or the infinity beyond what the database holds: a client may have changed
   * the token, and there is no row on that side of the position then.
   */
  static Instant time(Cursor cursor) {
    if (cursor.time().isBefore(Storable.FIRST)) {
      return Instant.MIN;
    }
    return cursor.time().isAfter(Storable.LAST) ? Instant.MAX : cursor.time();
  }

  /**
   * The cursor's number, within the type and not below any row's: a cursor of another list may hold
   * any, and statements count from there.
   */
  static Object number(Cursor cursor, String type) {
    long number = Math.max(0, cursor.number());
    return type.equals("int4") ? (Object) (int) Math.min(number, Integer.MAX_VALUE) : number;
  }
}

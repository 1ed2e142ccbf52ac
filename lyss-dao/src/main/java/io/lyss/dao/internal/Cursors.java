package io.lyss.dao.internal;

import io.lyss.dao.Cursor;
import java.time.Instant;
import java.util.UUID;

/** The cursors that lists begin at, and the number that a statement takes of a cursor. */
final class Cursors {

  /** Before the first row of a list that goes from new to old. */
  static final Cursor NEWEST = new Cursor(Instant.MAX, new UUID(-1, Long.MAX_VALUE));

  /** Before the first row of a list that goes from old to new, or up the ids. */
  static final Cursor OLDEST = new Cursor(Instant.MIN, 0);

  private Cursors() {}

  /** The cursor's number, within the type: a cursor of another list may hold a greater one. */
  static Object number(Cursor cursor, String type) {
    return type.equals("int4")
        ? (Object) (int) Math.max(0, Math.min(cursor.number(), Integer.MAX_VALUE))
        : cursor.number();
  }
}

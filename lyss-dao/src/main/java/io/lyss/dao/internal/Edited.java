package io.lyss.dao.internal;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.error.NotFoundException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A row that was read, edited, and is now written where nobody has changed it since: statements
 * compare {@code updated_at} with what was read.
 */
public final class Edited {

  private Edited() {}

  /**
   * The row as it was written, or why it was not.
   *
   * @param written what the statement has returned
   * @param read when the row that was edited had been changed last
   * @param current reads the row as it is now
   * @param what what the row is, for the message
   * @throws ConflictException if somebody has changed it since
   * @throws NotFoundException if it is not there, or not the scope's to change
   */
  public static <T> T orRefuse(
      Optional<T> written,
      Instant read,
      Supplier<Optional<T>> current,
      Function<T, Instant> updatedAt,
      String what,
      Object id) {
    return written.orElseThrow(
        () ->
            current
                .get()
                .filter(row -> !updatedAt.apply(row).equals(read))
                .<LyssException>map(row -> changed(what, id))
                .orElseGet(() -> new NotFoundException(what, id)));
  }

  private static ConflictException changed(String what, Object id) {
    return new ConflictException(
        "The "
            + what
            + " "
            + id
            + " was changed since it was read; read it again and repeat the change",
        "",
        null);
  }
}

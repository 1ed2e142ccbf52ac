package io.lyss.dao.internal;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.error.NotFoundException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The update of a row that was read and edited: it succeeds only if the row has not been changed
 * since, for which the statement compares {@code updated_at} with the value that was read.
 */
public final class Edited {

  private Edited() {}

  /**
   * The row as it was written, or an exception that says why it was not.
   *
   * @param written what the statement has returned
   * @param read {@code updated_at} of the edited row, as it was read
   * @param current reads the row as it is now
   * @param what the kind of row, for the message
   * @throws ConflictException if the row was changed since it was read
   * @throws NotFoundException if there is no such row, or the scope may not change it
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

package io.lyss.dao.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.error.ConflictException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Edits of one reading of a row, all at once. */
public final class ConcurrentEdits {

  private static final int EDITS = 8;

  private ConcurrentEdits() {}

  /**
   * Asserts that one of the edits succeeds, and that the others are refused as the row was changed
   * since it was read.
   *
   * @param edit the edit of a number, of which each is different
   * @return what the one that succeeds has answered
   */
  public static <T> T oneSucceeds(String kind, Object id, IntFunction<T> edit) throws Exception {
    List<Callable<Optional<T>>> calls =
        IntStream.range(0, EDITS)
            .<Callable<Optional<T>>>mapToObj(i -> () -> unlessChanged(kind, id, i, edit))
            .toList();
    List<T> answers = Parallel.run(calls).stream().flatMap(Optional::stream).toList();
    assertThat(answers).hasSize(1);
    return answers.get(0);
  }

  private static <T> Optional<T> unlessChanged(
      String kind, Object id, int number, IntFunction<T> edit) {
    try {
      return Optional.of(edit.apply(number));
    } catch (ConflictException e) {
      Expect.changedSince(
          kind,
          id,
          () -> {
            throw e;
          });
      return Optional.empty();
    }
  }
}

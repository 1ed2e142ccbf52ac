package io.lyss.dao.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts how a call fails. */
public final class Expect {

  private Expect() {}

  /** The values are refused by a constraint; "" where a type refuses them. */
  public static void refused(String constraint, ThrowingCallable call) {
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(call)
        .withMessageStartingWith("The database refuses the values: ")
        .satisfies(
            e -> {
              assertThat(e.constraint()).isEqualTo(constraint);
              assertThat(e.getMessage()).contains(constraint);
            });
  }

  /** The same in words of LYSS's own. */
  public static void refused(String constraint, String words, ThrowingCallable call) {
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(call)
        .withMessageStartingWith("The database refuses the values: " + words)
        .satisfies(e -> assertThat(e.constraint()).isEqualTo(constraint));
  }

  /** Another row has the same values; the constraint keeps them unique. */
  public static void duplicate(String constraint, ThrowingCallable call) {
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(call)
        .withMessage("Another row has the same values already: " + constraint)
        .satisfies(e -> assertThat(e.constraint()).isEqualTo(constraint));
  }

  /** A function refuses it, and says why. */
  public static void conflict(String constraint, String why, ThrowingCallable call) {
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(call)
        .withMessage("It conflicts with what is stored: " + why + ": " + constraint)
        .satisfies(e -> assertThat(e.constraint()).isEqualTo(constraint));
  }

  /** Somebody has changed the row since it was read. */
  public static void changedSince(String kind, Object id, ThrowingCallable call) {
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(call)
        .withMessage(
            "The "
                + kind
                + " "
                + id
                + " was changed since it was read; read it again and repeat the change")
        .satisfies(e -> assertThat(e.constraint()).isEmpty());
  }

  public static void notFound(String kind, Object id, ThrowingCallable call) {
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(call)
        .withMessage("The " + kind + " " + id + " is not there, or not in this scope");
  }

  /** The database says that the scope does not allow it. */
  public static void denied(ThrowingCallable call) {
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(call)
        .withMessageStartingWith("The scope does not allow it: ");
  }

  /** A user's own call, in a system scope: the message says which scope to take. */
  public static void needsUser(ThrowingCallable call) {
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(call)
        .withMessageContaining("ask for it in a session as that user, not in a system scope");
  }

  /**
   * A row that was read has all that was given for it, component by component of the same names.
   *
   * @param given with something else in each component of one type, or a swap of two is not seen
   * @param notStored components that say how it is stored
   */
  public static void storedAsGiven(Record given, Record stored, String... notStored) {
    List<String> names =
        Arrays.stream(given.getClass().getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !List.of(notStored).contains(name))
            .toList();
    assertThat(stored)
        .usingRecursiveComparison()
        .comparingOnlyFields(names.toArray(String[]::new))
        .isEqualTo(given);
  }
}

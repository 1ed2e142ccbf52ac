package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.testing.Expect;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionTest extends PlatformTest {

  private final User user = platform.user();
  private final int provider = platform.personal(user).id();
  private final PlatformSession session = platform.as(user);

  private boolean isThere(long conversation) {
    return session.conversations().find(conversation).isPresent();
  }

  @Test
  void aTransactionCommitsWhenTheWorkReturnsAndIsInvisibleToOthersBefore() {
    Conversation opened =
        session.inTransaction(
            inner -> {
              assertThat(inner.scope()).isEqualTo(session.scope());
              Conversation inside = inner.conversations().open(provider, "inside");
              assertThat(inner.conversations().get(inside.id())).isEqualTo(inside);
              assertThat(isThere(inside.id())).isFalse();
              return inside;
            });
    assertThat(isThere(opened.id())).isTrue();
  }

  @Test
  void aTransactionIsRolledBackIfTheWorkThrowsAndTheExceptionIsPassedOn() {
    for (Throwable thrown :
        List.of(
            new IOException("checked"),
            new SQLException("the host's own", "23505"),
            new IllegalArgumentException("unchecked"),
            new AssertionError("an error"))) {
      long[] opened = new long[1];
      Throwable caught =
          catchThrowable(
              () ->
                  session.useTransaction(
                      inner -> {
                        opened[0] = inner.conversations().open(provider, "gone").id();
                        sneak(thrown);
                      }));
      assertThat(caught).isSameAs(thrown);
      assertThat(isThere(opened[0])).isFalse();
    }
  }

  @Test
  void anSqlExceptionOfWorkWithJooqIsPassedOn() {
    SQLException thrown = new SQLException("the host's own");
    assertThat(
            catchThrowable(
                () ->
                    session.withJooq(
                        jooq -> {
                          throw thrown;
                        })))
        .isSameAs(thrown);
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }

  @Test
  void aRefusedWriteRollsBackTheOthers() {
    long[] opened = new long[1];
    Expect.refused(
        "conversations_title_check",
        () ->
            session.useTransaction(
                inner -> {
                  opened[0] = inner.conversations().open(provider, "first").id();
                  inner.conversations().open(provider, "");
                }));
    assertThat(isThere(opened[0])).isFalse();
  }

  @Test
  void aTransactionWithASwallowedRefusalFailsToCommit() {
    long[] opened = new long[1];
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(
            () ->
                session.useTransaction(
                    inner -> {
                      opened[0] = inner.conversations().open(provider, "first").id();
                      assertThatExceptionOfType(ConstraintException.class)
                          .isThrownBy(() -> inner.conversations().open(provider, ""));
                    }));
    assertThat(isThere(opened[0])).isFalse();
  }

  @Test
  void afterARefusalEveryOtherCallFails() {
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(
            () ->
                session.useTransaction(
                    inner -> {
                      assertThat(catchThrowable(() -> inner.conversations().open(provider, "")))
                          .isInstanceOf(ConstraintException.class);
                      inner.conversations().open(provider, "after");
                    }))
        .satisfies(e -> assertThat(e.sqlState()).isEqualTo("25P02"));
  }

  @Test
  void aTransactionInsideAnotherIsUndoneAloneIfItThrows() {
    long[] opened = new long[3];
    session.useTransaction(
        outer -> {
          Expect.refused(
              "conversations_title_check",
              () ->
                  outer.useTransaction(
                      inner -> {
                        opened[0] = inner.conversations().open(provider, "undone").id();
                        inner.conversations().open(provider, "");
                      }));
          opened[1] = outer.conversations().open(provider, "outer").id();
          outer.useTransaction(
              inner -> opened[2] = inner.conversations().open(provider, "inner").id());
          assertThat(isThere(opened[2])).isFalse();
        });
    assertThat(isThere(opened[0])).isFalse();
    assertThat(isThere(opened[1])).isTrue();
    assertThat(isThere(opened[2])).isTrue();
  }

  @Test
  void aPartWithASwallowedRefusalFailsAlone() {
    session.useTransaction(
        outer -> {
          assertThatExceptionOfType(DatabaseException.class)
              .isThrownBy(
                  () ->
                      outer.useTransaction(
                          inner ->
                              assertThatExceptionOfType(ConstraintException.class)
                                  .isThrownBy(() -> inner.conversations().open(provider, ""))));
          assertThat(outer.users().find(user.id())).isPresent();
        });
  }

  @Test
  void aSessionEndsWithItsTransaction() {
    PlatformSession[] kept = new PlatformSession[1];
    session.useTransaction(inner -> kept[0] = inner);
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> kept[0].users().find(user.id()));
  }

  @Test
  void theScopeHoldsForEveryCallOfATransaction() {
    User stranger = platform.user();
    session.useTransaction(
        inner -> {
          for (int i = 0; i < 8; i++) {
            assertThat(inner.users().find(user.id())).isPresent();
            assertThat(inner.users().find(stranger.id())).isEmpty();
          }
        });
  }
}

package io.lyss.dao.graduation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.NewAuditEntry;
import io.lyss.schema.LyssMigrationException;
import io.lyss.throwaway.Whole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A graduation misses nothing that is written or committed while it runs. */
@Whole("GraduationTest graduates while nobody writes")
class GraduationBesideWorkTest extends GraduationFixture {

  @Test
  void aGraduationThatIsKilledAtAnyCommitGoesOn() {
    int deaths = 0;
    for (int life = 1; ; life++) {
      Mortal mortal = new Mortal(life / 2, life % 2 == 0);
      try {
        graduation(mortal::of).copy();
        break;
      } catch (LyssMigrationException e) {
        assertThat(e).hasMessageContaining(Mortal.KILLED);
        deaths++;
      }
    }
    assertThat(deaths).isGreaterThan(30);
    here.change();
    graduation().copy();
    for (int life = 1; ; life++) {
      Mortal mortal = new Mortal(life / 2, life % 2 == 0);
      try {
        graduation(mortal::of).close();
        graduation(mortal::of).finish();
        break;
      } catch (LyssMigrationException e) {
        assertThat(e).hasMessageContaining(Mortal.KILLED);
      }
    }
    graduation().verify();
    assertAllIsThere();
  }

  @Test
  void aSecondGraduationIsRefused() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    Thread first =
        new Thread(
            () ->
                graduation()
                    .listener(
                        pass -> {
                          working.countDown();
                          try {
                            told.await(60, TimeUnit.SECONDS);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .copy());
    first.start();
    try {
      assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
      assertThatExceptionOfType(LyssMigrationException.class)
          .isThrownBy(() -> graduation().copy())
          .withMessageContaining("somebody else");
    } finally {
      told.countDown();
      first.join();
    }
    graduation().close();
    graduation().finish();
    assertAllIsThere();
  }

  @Test
  void nothingIsMissedThatIsWrittenMeanwhile() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<Throwable> refused = new ArrayList<>();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; !done.get(); i++) {
                try {
                  if (i < 10) {
                    here.change();
                  } else {
                    here.say(here.conversations.get(1));
                  }
                } catch (ScopeDeniedException e) {
                  refused.add(e);
                  return;
                } catch (RuntimeException e) {
                  refused.add(e);
                  throw e;
                }
              }
            });
    writer.start();
    try {
      // the user writes for as long as rows are copied: small batches would leave time for
      // thousands
      for (int i = 0; i < 4; i++) {
        graduation().batch(200).copy();
      }
      graduation().batch(200).close();
    } finally {
      writer.join(TimeUnit.SECONDS.toMillis(60));
      done.set(true);
    }
    assertThat(refused).singleElement().isInstanceOf(ScopeDeniedException.class);
    graduation().finish();
    graduation().verify();
    assertAllIsThere();
  }

  /** An entry of the audit log is made by reads, too, so no trigger refuses it afterwards. */
  @Test
  void closingWaitsForWhoeverIsMakingAnEntryOfTheAuditLog() throws Exception {
    graduation().copy();
    try (var connection = here.database.pool().getConnection()) {
      connection.setAutoCommit(false);
      here.platform
          .asUser(here.users.get(0).id())
          .joining(connection)
          .audit()
          .append(NewAuditEntry.of("looked", "shop", 1));
      assertThatExceptionOfType(LyssMigrationException.class)
          .isThrownBy(() -> graduation().patience(Duration.ZERO).close());
      connection.commit();
    }
    graduation().close();
    graduation().finish();
    assertAuditIsTheSame();
    assertThat(
            there.database.query(
                "select count(*) from lyss_shared.audit_logs where tenant_id = '%s' and action = 'looked' and resource_id = '1'"
                    .formatted(tenant)))
        .containsExactly("1");
  }

  /** Rows after a savepoint have the id of a subtransaction, which a snapshot does not list. */
  @Test
  void nothingIsMissedThatWasOpenWhenAPassBegan() throws Exception {
    Conversation talk = here.conversations.get(1);
    graduation().copy();
    try (var connection = here.database.database().dataSource().getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "select pg_current_xact_id(); savepoint a; update lyss_platform.conversations set title = 'late' where id = "
              + talk.id());
      // others begin later and end before
      for (int i = 0; i < 3; i++) {
        here.converse(here.users.get(0));
        graduation().copy();
      }
      connection.commit();
    }
    graduation().copy();
    graduation().close();
    graduation().finish();
    assertThat(
            there.database.query(
                "select title from lyss_chat.conversations where id = '%s'"
                    .formatted(newId("conversation", talk.id()))))
        .containsExactly("late");
    assertConversationsAreTheSame();
  }
}

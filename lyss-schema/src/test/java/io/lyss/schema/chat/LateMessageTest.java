package io.lyss.schema.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LockWaits;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.service.Persona;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A message may come after one whose id was made later: several append to one conversation. */
class LateMessageTest {

  private static final String SEED =
      "insert into conversations (tenant_id, id, user_id, title) values ('%s', '%s', '%s', 'x')"
          .formatted(Persona.ACME, id(1), Persona.ANN_ID);

  private static String id(int number) {
    return "01990000-0000-7000-8000-%012d".formatted(number);
  }

  /** Both look for it while neither has committed. */
  @Test
  void twoThatAppendTheSameLateMessageStoreOne() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (OwnedDatabase chat = OwnedDatabase.with(LyssDatabase.CHAT, SEED);
        Connection observer = chat.superuser();
        Connection first = chat.app();
        Connection second = chat.app()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      assertThat(append(first, id(9))).isEqualTo(1);
      first.commit();

      assertThat(append(first, id(5))).isEqualTo(2);
      Future<Long> again = thread.submit(() -> append(second, id(5)));
      LockWaits.awaitWaitOrEnd(again, observer);
      assertThat(again.isDone()).as("it waits").isFalse();
      first.commit();
      assertThat(again.get()).isEqualTo(2);
      second.commit();

      assertThat(append(first, id(7))).as("another late one").isEqualTo(3);
      first.commit();
      assertThat(append(first, id(10))).as("one of the usual kind").isEqualTo(4);
      first.commit();
      try (Statement statement = observer.createStatement();
          ResultSet counts =
              statement.executeQuery(
                  """
                  select c.message_count || ' ' || c.token_usage || ' ' || c.greatest_message_id
                    || ' ' || (select count(*) from lyss_chat.conversation_messages)
                  from lyss_chat.conversations as c
                  """)) {
        counts.next();
        assertThat(counts.getString(1)).isEqualTo("4 12 " + id(10) + " 4");
      }
    } finally {
      thread.shutdownNow();
    }
  }

  /** The sequence of the message. */
  private static long append(Connection app, String id) throws SQLException {
    try (Statement statement = app.createStatement()) {
      statement.execute(
          "select lyss_chat.bind_scope('authenticated_users', '%s', '%s', '{}', 'end_user', '')"
              .formatted(Persona.ACME, Persona.ANN_ID));
      try (ResultSet appended =
          statement.executeQuery(
              """
              select sequence from lyss_chat.append_messages('%s', '%s', array['%s'::uuid],
                array['user'], array['x'], array[3], array[null], array[null::integer],
                array[null::jsonb], array[null], array[null], array['{}'::jsonb])
              """
                  .formatted(Persona.ACME, LateMessageTest.id(1), id))) {
        appended.next();
        return appended.getLong(1);
      }
    }
  }
}

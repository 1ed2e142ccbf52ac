package io.lyss.schema.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
import io.lyss.schema.service.Persona;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A conversation that is purged while a fork shares its first message: the row and that message
 * stay, its other texts go, also where a trigger of the host would keep them.
 */
class KeptTextsTest {

  private static final String SHARED =
      """
      insert into conversations (tenant_id, id, user_id, title, message_count, status, deleted_at)
      values
        ('%1$s', '00000000-0000-7000-8000-0000000000d1', '%2$s', 'Forked', 2, 'deleted', '2020-01-01'),
        ('%1$s', '00000000-0000-7000-8000-0000000000d2', '%2$s', 'Fork', 1, 'active', null);
      insert into shared_segments (tenant_id, conversation_id, user_id, shared_id, first_sequence, last_sequence,
        first_at, last_at)
      values ('%1$s', '00000000-0000-7000-8000-0000000000d2', '%2$s', '00000000-0000-7000-8000-0000000000d1', 1, 1,
        current_timestamp, current_timestamp);
      insert into conversation_messages (tenant_id, id, conversation_id, user_id, sequence, role, content)
      select tenant_id, gen_random_uuid(), id, user_id, s, 'user', 'text'
      from conversations, generate_series(1, 2) as s where title = 'Forked';
      insert into conversation_summaries (tenant_id, id, conversation_id, user_id, summary_text, up_to_sequence)
      select tenant_id, id, conversation_id, user_id, content, sequence from conversation_messages;
      insert into message_ratings (tenant_id, conversation_id, user_id, sequence, value)
      select tenant_id, conversation_id, user_id, sequence, 1 from conversation_messages;
      create schema host;
      create function host.keep() returns trigger language plpgsql as 'begin return null; end';
      """
          .formatted(Persona.ACME, Persona.ANN_ID);

  @ParameterizedTest
  @CsvSource({
    "conversations, update",
    "conversation_messages, delete",
    "conversation_summaries, delete",
    "message_ratings, delete"
  })
  void thePurgeFails(String table, String event) throws SQLException {
    try (OwnedDatabase chat = OwnedDatabase.with(LyssDatabase.CHAT, SHARED);
        Connection app = chat.app();
        Connection dba = chat.superuser()) {
      Scoped superuser = Scoped.asLogin(dba);
      Scoped system = new ChatSubject().asSystem(app, "a test");
      superuser.change(
          "create trigger keep before %s on %s for each row execute function host.keep()"
              .formatted(event, table));

      assertThat(system.attempt("select purge_conversations('1 day', 10)"))
          .satisfies(
              refused -> {
                assertThat(refused.constraint()).isEqualTo("purge_kept_rows");
                assertThat(refused.text()).contains("keep of ").contains(table);
              });

      superuser.change("drop trigger keep on " + table);
      assertThat(system.value("select purge_conversations('1 day', 10)")).isEqualTo(1L);
      assertThat(
              superuser.rows(
                  "select c.title, c.status, (select count(*) from conversation_messages),"
                      + " (select count(*) from conversation_summaries), (select count(*) from message_ratings)"
                      + " from conversations as c where c.status = 'purged'"))
          .hasToString("[[-, purged, 1, 1, 1]]");
    }
  }
}

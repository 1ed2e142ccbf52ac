package io.lyss.schema.chat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.RowsRead;
import io.lyss.schema.service.Persona;
import io.lyss.schema.service.TenantScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A search reads what it finds, however many conversations one has. */
class RowsReadTest {

  private static final String SEED =
      """
      insert into conversations (tenant_id, id, user_id, title, created_at)
      select '%s', gen_random_uuid(), '%s', 'c' || i, current_timestamp - i * interval '1 hour'
      from generate_series(1, 3000) as i;
      analyze;
      """
          .formatted(Persona.ACME, Persona.ANN_ID);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | select from search_messages('nowhere', 50, 'infinity', gen_random_uuid()) | 0",
        "2 | select from search_conversations('c77', 50, 'infinity', gen_random_uuid()) | 1",
      })
  void aSearchReadsFewRows(int atMost, String question, int answers) throws SQLException {
    try (OwnedDatabase chat = OwnedDatabase.with(LyssDatabase.CHAT, SEED);
        Connection app = chat.app()) {
      app.setAutoCommit(false);
      RowsRead.assertReads(
          app,
          TenantScoped.as(app, "lyss_chat.bind_scope", Persona.ANN),
          question,
          answers,
          atMost);
    }
  }
}

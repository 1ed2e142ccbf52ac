package io.lyss.schema.chat;

import static io.lyss.schema.Violation.check;
import static io.lyss.schema.Violation.foreignKey;
import static io.lyss.schema.Violation.unique;

import io.lyss.schema.Violation;
import io.lyss.schema.service.Persona;
import java.util.List;

/** A statement that breaks each constraint of the chat database. */
final class ChatViolations {

  private static final String NEW = "00000000-0000-7000-8000-0000000000d9";

  static final List<Violation> ALL =
      List.of(
          // without the primary key, which would refuse it first
          unique(
                  "conversations_tenant_id_id_user_id_key",
                  "insert into conversations (tenant_id, id, user_id, title)"
                      + " select tenant_id, id, user_id, title from conversations limit 1")
              .after("alter table conversations drop constraint conversations_tenant_id_id_pk"),
          conversation("conversations_title_check", "title = ' '"),
          conversation("conversations_title_check", "title = '\ufe0f\ufe0e'"),
          conversation("conversations_model_name_check", "model_name = '\ufe0f'"),
          conversation("conversations_model_name_check", "model_name = ''"),
          conversation("conversations_model_name_check", "model_name = ' gpt'"),
          conversation("conversations_system_prompt_check", "system_prompt = ' '"),
          conversation("conversations_temperature_check", "temperature = 2.1"),
          conversation("conversations_temperature_check", "temperature = -0.1"),
          conversation("conversations_temperature_check", "temperature = 'NaN'"),
          conversation("conversations_max_tokens_check", "max_tokens = 0"),
          conversation(
              "conversations_recalled_check", "recalled = array_fill(1::bigint, array[1001])"),
          conversation("conversations_status_check", "status = 'gone'"),
          conversation(
              "conversations_shared_count_message_count_check",
              "shared_count = 2, forked_from = id"),
          conversation(
              "conversations_shared_count_message_count_check",
              "shared_count = -1, forked_from = id"),
          conversation("conversations_shared_count_forked_from_check", "shared_count = 1"),
          conversation("conversations_token_usage_check", "token_usage = -1"),
          conversation(
              "conversations_open_tool_calls_check",
              "open_tool_calls = array_fill('a'::text, array[1001])"),
          conversation(
              "conversations_last_active_at_created_at_check",
              "last_active_at = created_at - interval '1 microsecond'"),
          conversation("conversations_status_deleted_at_check", "status = 'deleted'"),
          conversation("conversations_status_deleted_at_check", "deleted_at = current_timestamp"),
          foreignKey(
              "conversation_messages_tenant_id_conversation_id_user_id_fk",
              // Bob's words in Ann's conversation
              insert(Persona.BOB_ID, "'user', 'x', 0, null, null, null, null, 2")),
          message(
              "conversation_messages_sequence_check", "'user', 'x', 0, null, null, null, null, 0"),
          message("conversation_messages_role_check", "'robot', 'x', 0, null, null, null, null, 2"),
          message(
              "conversation_messages_token_count_check",
              "'user', 'x', -1, null, null, null, null, 2"),
          message(
              "conversation_messages_model_used_check",
              "'assistant', 'x', 0, ' ', null, null, null, 2"),
          message(
              "conversation_messages_response_time_ms_check",
              "'assistant', 'x', 0, null, -1, null, null, 2"),
          message(
              "conversation_messages_tool_calls_check",
              "'assistant', 'x', 0, null, null, '[]', null, 2"),
          message(
              "conversation_messages_tool_calls_check",
              "'assistant', 'x', 0, null, null, '[{\"name\": \"look\"}]', null, 2"),
          message(
              "conversation_messages_role_tool_calls_check",
              "'user', 'x', 0, null, null, '[{\"id\": \"a\"}]', null, 2"),
          message(
              "conversation_messages_role_tool_call_id_check",
              "'tool', 'x', 0, null, null, null, null, 2"),
          message(
              "conversation_messages_role_tool_call_id_check",
              "'user', 'x', 0, null, null, null, 'a', 2"),
          message(
              "conversation_messages_tool_call_id_check",
              "'tool', 'x', 0, null, null, null, '', 2"),
          kept("conversation_messages_finish_reason_check", "'assistant', ' ', '{}'"),
          kept("conversation_messages_role_finish_reason_check", "'user', 'stop', '{}'"),
          kept("conversation_messages_metadata_check", "'assistant', null, '[]'"),
          foreignKey(
              "conversation_summaries_tenant_id_conversation_id_user_id_fk",
              "update conversation_summaries set user_id = '%s'".formatted(NEW)),
          summary("conversation_summaries_summary_text_check", "summary_text = ' '"),
          summary("conversation_summaries_summary_type_check", "summary_type = 'guessed'"),
          summary("conversation_summaries_up_to_sequence_check", "up_to_sequence = 0"),
          foreignKey(
              "shared_segments_tenant_id_conversation_id_user_id_fk",
              "update shared_segments set conversation_id = '%s'".formatted(NEW)),
          foreignKey(
              "shared_segments_tenant_id_shared_id_user_id_fk",
              "update shared_segments set shared_id = '%s';".formatted(NEW)
                  + " set constraints all immediate"),
          segment("shared_segments_first_sequence_check", "first_sequence = 0"),
          segment("shared_segments_last_sequence_first_sequence_check", "first_sequence = 2"),
          segment(
              "shared_segments_last_at_first_at_check", "first_at = last_at + interval '1 second'"),
          foreignKey(
              "message_ratings_tenant_id_conversation_id_user_id_fk",
              "update message_ratings set user_id = '%s'".formatted(NEW)),
          check("tenant_retention_keep_days_check", "update tenant_retention set keep_days = 0"),
          check(
              "tenant_retention_keep_days_check", "update tenant_retention set keep_days = 36501"),
          rating("message_ratings_sequence_check", "sequence = 0"),
          rating("message_ratings_value_check", "value = 101"),
          rating("message_ratings_comment_check", "comment = ' '"));

  private ChatViolations() {}

  private static Violation conversation(String constraint, String change) {
    return check(
        constraint,
        "update conversations set %s where tenant_id = '%s' and id = '%s'"
            .formatted(change, Persona.ACME, ChatSubject.ANNS));
  }

  private static Violation summary(String constraint, String change) {
    return check(constraint, "update conversation_summaries set " + change);
  }

  private static Violation segment(String constraint, String change) {
    return check(constraint, "update shared_segments set " + change);
  }

  private static Violation rating(String constraint, String change) {
    return check(constraint, "update message_ratings set " + change);
  }

  // inserted, as messages are never changed
  private static Violation message(String constraint, String values) {
    return check(constraint, insert(Persona.ANN_ID, values));
  }

  private static Violation kept(String constraint, String values) {
    return check(
        constraint,
        "insert into conversation_messages (tenant_id, id, conversation_id, user_id, sequence,"
            + " content, role, finish_reason, metadata) values ('%s', '%s', '%s', '%s', 2, 'x', %s)"
                .formatted(Persona.ACME, NEW, ChatSubject.ANNS, Persona.ANN_ID, values));
  }

  private static String insert(String user, String values) {
    return "insert into conversation_messages (tenant_id, id, conversation_id, user_id, role,"
        + " content, token_count, model_used, response_time_ms, tool_calls, tool_call_id, sequence)"
        + " values ('%s', '%s', '%s', '%s', %s)"
            .formatted(Persona.ACME, NEW, ChatSubject.ANNS, user, values);
  }
}

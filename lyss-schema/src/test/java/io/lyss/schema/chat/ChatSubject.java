package io.lyss.schema.chat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.PolicyCase;
import io.lyss.schema.Violation;
import io.lyss.schema.service.FollowingSubject;
import io.lyss.schema.service.Persona;
import java.util.List;
import java.util.Map;

/** The chat database: Ann and Bob have conversations, Ann has deleted one. */
public final class ChatSubject implements FollowingSubject {

  static final String ANNS = "00000000-0000-7000-8000-0000000000d1";

  private static final String OWN = "tenant_id = :tenant and user_id = :user";

  private static final String SEED =
      """
      insert into conversations (tenant_id, id, user_id, title, message_count, status, deleted_at)
      values
        ('${tenant}', '00000000-0000-7000-8000-0000000000d1',
          '00000000-0000-7000-8000-0000000000a2', 'Ann of ${name}', 1, 'active', null),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d2',
          '00000000-0000-7000-8000-0000000000a2', 'Over', 1, 'deleted', current_timestamp),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d3',
          '00000000-0000-7000-8000-0000000000a3', 'Bob of ${name}', 1, 'active', null),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d4',
          '00000000-0000-7000-8000-0000000000a2', '-', 1, 'purged', null);

      insert into shared_segments (tenant_id, conversation_id, user_id,
        shared_id, first_sequence, last_sequence, first_at, last_at)
      values ('${tenant}', '00000000-0000-7000-8000-0000000000d1',
        '00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000d4', 1, 1,
        current_timestamp, current_timestamp);

      insert into conversation_messages
        (tenant_id, id, conversation_id, user_id, sequence, role, content)
      select tenant_id, id, id, user_id, 1, 'user', 'said in ' || title from conversations
      where tenant_id = '${tenant}';

      insert into conversation_summaries
        (tenant_id, id, conversation_id, user_id, summary_text, up_to_sequence)
      select tenant_id, id, id, user_id, 'about ' || title, 1 from conversations
      where tenant_id = '${tenant}';

      insert into conversations (tenant_id, id, user_id, title, expires_at)
      values ('${tenant}', '00000000-0000-7000-8000-0000000000d5',
        '00000000-0000-7000-8000-0000000000a2', 'Has expired', 'infinity');
      set local session_replication_role = replica;
      update conversations set expires_at = current_timestamp - interval '1 second'
      where title = 'Has expired';
      set local session_replication_role = origin;

      insert into tenant_retention (tenant_id, keep_days) values ('${tenant}', 30);

      insert into message_ratings (tenant_id, conversation_id, user_id, sequence, value)
      select tenant_id, id, user_id, 1, 1 from conversations
      where tenant_id = '${tenant}';
      """;

  @Override
  public LyssDatabase database() {
    return LyssDatabase.CHAT;
  }

  @Override
  public String seed() {
    return SEED;
  }

  @Override
  public Map<String, String> visible() {
    return FollowingSubject.and(
        Map.of(
            "conversations",
            OWN + " and status <> 'purged' and expires_at is null",
            "shared_segments",
            OWN,
            "conversation_messages",
            OWN,
            "conversation_summaries",
            OWN,
            "message_ratings",
            OWN,
            "tenant_retention",
            "tenant_id = :tenant"));
  }

  @Override
  public List<PolicyCase<Persona>> policies() {
    return ChatPolicies.CASES;
  }

  @Override
  public List<Violation> violations() {
    return ChatViolations.ALL;
  }

  @Override
  public List<String> unexplainedNulls() {
    return List.of();
  }

  @Override
  public String toString() {
    return "chat";
  }
}

package io.lyss.schema;

import io.lyss.schema.service.Persona;

/**
 * A database whose texts are searched: how one user's texts get into it, and how that user
 * searches.
 *
 * <p>{@code store} takes an array of texts and answers with the id and the text of each; {@code
 * search} takes an array of queries and answers with a query and an id for each hit. {@code
 * messages} is the table of messages, in partitions of a month, and {@code conversations} makes
 * 3,000 more without a message; null where there are none.
 */
enum Searched {
  PLATFORM(
      LyssDatabase.PLATFORM,
      "messages",
      """
      insert into users (username, email, hashed_password) values ('u', 'u@example.org', '!');
      insert into provider_configs (name, provider_type, scope, created_by, api_key)
      select 'p', 'openai', 'personal', 1, 'test:' || repeat('A', 40);
      insert into conversations (user_id, provider_id, title) select 1, id, 'x' from provider_configs;
      """,
      """
      insert into conversations (user_id, provider_id, title)
      select 1, p.id, 'x' from provider_configs as p, generate_series(1, 3000)
      """,
      "select bind_scope('authenticated_users', '1', '')",
      """
      select m.id::text, m.content
      from unnest(?) with ordinality as t (text, number)
      cross join lateral append_messages(
        (select id from conversations), array[gen_random_uuid()], array['user'], array[t.text],
        array['{}'::jsonb]) as m
      order by t.number
      """,
      """
      select query, m.id::text
      from unnest(?) as query,
        search_messages(query, 2147483647, 'infinity', 9223372036854775807) as m
      """),

  CHAT(
      LyssDatabase.CHAT,
      "conversation_messages",
      "insert into conversations (tenant_id, id, user_id, title) values ('%s', '%s', '%s', 'x')"
          .formatted(Persona.ACME, Ann.CONVERSATION, Persona.ANN_ID),
      """
      insert into conversations (tenant_id, id, user_id, title)
      select '%s', gen_random_uuid(), '%s', 'x' from generate_series(1, 3000)
      """
          .formatted(Persona.ACME, Persona.ANN_ID),
      Ann.SCOPE,
      """
      select m.id::text, m.content
      from unnest(?) with ordinality as t (text, number)
      cross join lateral append_messages(
        '%s', '%s', array[gen_random_uuid()], array['user'], array[t.text], array[1], array[null],
        array[null::integer], array[null::jsonb], array[null], array[null], array['{}'::jsonb]) as m
      order by t.number
      """
          .formatted(Persona.ACME, Ann.CONVERSATION),
      """
      select query, m.id::text
      from unnest(?) as query,
        search_messages(query, 2147483647, 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff') as m
      """),

  MEMORY(
      LyssDatabase.MEMORY,
      null,
      "select 1",
      null,
      Ann.SCOPE,
      // what says the same is one memory: each text ends in a number of its own
      """
      select m.id::text, m.memory_text
      from unnest(?) with ordinality as t (text, number)
      cross join lateral remember_memories(
        '%s',
        row(array[gen_random_uuid()], array[t.text || ' #' || t.number], array[0::float8],
          array['fact'], array[null], array['manual'], array[null::uuid], array[50], array[null],
          array[null], array[null::timestamptz], array[null::timestamptz])::new_memories,
        array[false]) as m
      order by t.number
      """
          .formatted(Persona.ACME),
      """
      select query, m.id::text
      from unnest(?) as query,
        search_memories(query, 2147483647, 'ffffffff-ffff-ffff-ffff-ffffffffffff') as m
      """);

  final LyssDatabase kind;
  final String messages;
  final String seed;
  final String conversations;
  final String bind;
  final String store;
  final String search;

  Searched(
      LyssDatabase kind,
      String messages,
      String seed,
      String conversations,
      String bind,
      String store,
      String search) {
    this.kind = kind;
    this.messages = messages;
    this.seed = seed;
    this.conversations = conversations;
    this.bind = bind;
    this.store = store;
    this.search = search;
  }

  /** Whose texts they are where there are tenants. */
  private static final class Ann {
    static final String CONVERSATION = "00000000-0000-7000-8000-000000000001";
    static final String SCOPE =
        "select bind_scope('authenticated_users', '%s', '%s', '{}', 'end_user', '')"
            .formatted(Persona.ACME, Persona.ANN_ID);
  }
}

-- One request a message; one in ten was made without a conversation.
set seed to 0.5;
insert into usage_statistics
  (id, user_id, provider_id, conversation_id, tokens_used, cost, recorded_at)
overriding system value
select
  id,
  user_id,
  provider_id,
  case when id % 10 <> 0 then conversation_id end,
  tokens,
  tokens * price,
  recorded_at
from (
  select
    t.before + k as id,
    t.user_id,
    t.provider_id,
    t.conversation_id,
    50 + floor(4000 * power(random(), 3))::integer as tokens,
    (array[0.000002, 0.000006, 0, 0.0000005])[1 + t.provider_id % 4] as price,
    t.created_at + k * interval '90 seconds' as recorded_at
  from volume_turn as t, generate_series(1, t.messages) as k
) as u;

do $$ begin
  perform setval(pg_get_serial_sequence('usage_statistics', 'id'), 20 * conversation_pairs) from volume_size;
end $$;

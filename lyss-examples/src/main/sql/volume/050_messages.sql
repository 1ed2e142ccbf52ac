-- Questions are one sentence, answers two; one message in twenty names a ticket, which makes a word
-- that occurs once.
create temp table volume_turn on commit drop as
select
  id as conversation_id,
  user_id,
  provider_id,
  created_at,
  (pair + (id - 1) / 100) % 2 as chinese,
  20 * pair + case when id % 2 = 1 then 0 else 20 - message_count end as before,
  message_count as messages
from (select *, (id - 1) / 2 as pair from conversations) as c
order by id;

analyze volume_turn;

set seed to 0.4;
insert into messages
  (id, conversation_id, user_id, sequence, idempotency_key, role, content, created_at)
overriding system value
select
  m.id,
  m.conversation_id,
  m.user_id,
  k,
  gen_random_uuid(),
  case when k % 2 = 1 then 'user' else 'assistant' end,
  one.content
    || case when k % 2 = 1 then '' else two.content end
    || case when m.id % 20 = 0 then ' #' || 100000 + m.id else '' end,
  m.created_at
from (
  select
    t.before + k as id,
    t.conversation_id,
    t.user_id,
    k,
    t.created_at + k * interval '90 seconds' as created_at,
    chinese * 50000 + floor(random() * 50000)::integer as first_sentence,
    chinese * 50000 + floor(random() * 50000)::integer as second_sentence
  from volume_turn as t, generate_series(1, t.messages) as k
) as m
join volume_sentence as one on one.id = m.first_sentence
join volume_sentence as two on two.id = m.second_sentence;

do $$ begin
  perform setval(pg_get_serial_sequence('messages', 'id'), 20 * conversation_pairs) from volume_size;
end $$;

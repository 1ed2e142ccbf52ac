-- Conversations of a hundred messages each, over three years; of a month a year ago there is no
-- partition, so its messages lie in the default one. Of a hundred conversations one was deleted.
set session_replication_role = replica;
set timezone = 'UTC';
set jit = off;
set maintenance_work_mem = '256MB';

create function pg_temp.uuid_of(p_number bigint)
returns uuid language sql immutable
return ('00000000-0000-7000-8000-' || lpad(to_hex(p_number), 12, '0'))::uuid;

create temp table conversation as
select
  c as id, 1 + c % 1000 as u, c % 100 = 0 as deleted,
  date_trunc('second', now() - interval '2 days' - interval '36 months' * ((n - c) / n::float8)) as began
from
  (select greatest(100, (current_setting('figures.rows')::bigint / 100))) as rows (n),
  generate_series(1, n) as c;

select create_monthly_partition('conversation_messages', month::date)
from
  generate_series(
    (select date_trunc('month', min(began)) from conversation), now(), interval '1 month') as month
where month <> date_trunc('month', now() - interval '12 months');

insert into conversations (
  tenant_id, id, user_id, title, status, deleted_at, message_count, created_at, last_active_at)
select
  pg_temp.uuid_of(1), pg_temp.uuid_of(id), pg_temp.uuid_of(u), 'conversation ' || id,
  case when deleted then 'deleted' else 'active' end,
  case when deleted then greatest(began, now() - interval '31 days') end,
  100, began, began + interval '100 minutes'
from conversation;

-- an index is made in a tenth of the time in which it grows
create temp table word_index as
select replace(
  pg_get_indexdef('idx_conversation_messages_search'::regclass), ' ON ONLY ', ' ON ') as definition;
drop index idx_conversation_messages_search;

insert into conversation_messages
  (tenant_id, id, conversation_id, user_id, sequence, role, content, created_at)
select
  pg_temp.uuid_of(1), pg_temp.uuid_of(c.id * 1000 + s), pg_temp.uuid_of(c.id), pg_temp.uuid_of(c.u), s,
  case s % 2 when 1 then 'user' else 'assistant' end,
  'what is said of matter ' || (c.id * 7919 + s) % 20000 || ' and of ' || c.id % 500,
  c.began + s * interval '1 minute'
from conversation as c, generate_series(1, 100) as s;

do $$ begin execute (select definition from word_index); end $$;

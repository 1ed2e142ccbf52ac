insert into conversations (tenant_id, id, user_id, title, message_count, created_at, last_active_at)
select
  pg_temp.uuid_of(1), pg_temp.uuid_of(c.id), pg_temp.uuid_of(c.u), 'conversation ' || c.id, count(*), c.began, max(l.at)
from conversation as c join line as l using (id)
group by c.id, c.u, c.began;
select create_monthly_partition('conversation_messages', month::date)
from generate_series(
  (select date_trunc('month', min(at)) from line), now(), interval '1 month') as month;
insert into conversation_messages
  (tenant_id, id, conversation_id, user_id, sequence, role, content, created_at)
select
  pg_temp.uuid_of(1), pg_temp.uuid_of(l.id * 1000::bigint + l.sequence), pg_temp.uuid_of(l.id), pg_temp.uuid_of(l.u), l.sequence,
  case l.sequence % 2 when 1 then 'user' else 'assistant' end, s.content, l.at
from line as l join said as s on s.n = l.n % 10000 * 31 % 10000
order by l.at;

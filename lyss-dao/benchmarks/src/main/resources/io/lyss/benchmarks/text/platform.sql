insert into users (id, username, email, hashed_password)
overriding system value
select u, 'user' || u, 'user' || u || '@mail.example', '$2b$12$' || repeat('x', 53) from owner;
insert into conversations (id, user_id, provider_id, title, message_count, created_at, last_active_at)
overriding system value
select c.id, c.u, 1, 'conversation ' || c.id, count(*), c.began, max(l.at)
from conversation as c join line as l using (id)
group by c.id, c.u, c.began;
select create_monthly_partition('messages', month::date)
from generate_series(
  (select date_trunc('month', min(at)) from line), now(), interval '1 month') as month;
insert into messages
  (conversation_id, user_id, sequence, idempotency_key, role, content, created_at)
select
  l.id, l.u, l.sequence, gen_random_uuid(),
  case l.sequence % 2 when 1 then 'user' else 'assistant' end, s.content, l.at
from line as l join said as s on s.n = l.n % 10000 * 31 % 10000
order by l.at;

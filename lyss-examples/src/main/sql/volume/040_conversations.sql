-- In the order of their times, ever more of them. Each fiftieth pair belongs to user 7; all others
-- to anybody else, to some far more often than to others. One pair in two is in Chinese. A conversation
-- has two to eighteen messages, a pair has twenty: so the number of each is known without counting.
set seed to 0.3;
insert into conversations
  (id, user_id, provider_id, title, message_count, last_active_at, created_at, updated_at)
overriding system value
select
  c.id, c.owner, pg_temp.given_provider(c.owner, c.k, c.providers), s.content,
  c.messages, c.time + c.messages * interval '90 seconds', c.time, c.time
from (
  select
    i as id,
    case
      when (i - 1) / 2 % 50 = 0 then 7
      else (8 + floor((users - 7) * power(random(), 2)))::integer
    end as owner,
    floor(20 * power(random(), 2))::integer as k,
    10 + (case when i % 2 = 1 then -2 else 2 end) * (((i - 1) / 2 + (i - 1) / 100) % 5) as messages,
    organization_providers as providers,
    first_month
      + (until - interval '1 hour' - first_month)
        * power((i - 0.5) / (2 * conversation_pairs), 0.7) as time,
    ((i - 1) / 2 + (i - 1) / 100) % 2 * 50000 + floor(random() * 50000)::integer as sentence
  from volume_size, generate_series(1, 2 * conversation_pairs) as i
) as c
join volume_sentence as s on s.id = c.sentence;

do $$ begin
  perform setval(pg_get_serial_sequence('conversations', 'id'), 2 * conversation_pairs) from volume_size;
end $$;

analyze conversations;

-- The usage of three years: ten million rows at scale 1.
set session_replication_role = replica;

insert into users (id, username, email, hashed_password, role)
overriding system value
select u, 'user' || u, 'user' || u || '@mail.example', '!', case u when 1 then 'admin' else 'user' end
from generate_series(1, 200) as u;

insert into provider_configs (id, name, provider_type, scope, created_by, api_key)
overriding system value
select p, 'provider ' || p, 'openai', 'organization', 1, 'volume:' || encode(sha256(p::text::bytea), 'base64')
from generate_series(1, 20) as p;

select create_monthly_partition('usage_statistics', month::date)
from generate_series(
  date_trunc('month', now(), 'UTC') - interval '36 months', now(), interval '1 month') as month;

insert into usage_statistics (user_id, provider_id, tokens_used, counts, currency, cost, recorded_at)
select
  1 + n % 200, 1 + n % 20, 120, '{"input": 100, "output": 20}', 'USD', 0.0012,
  now() - interval '1 day' - interval '36 months' * (n * 7919 % 100003) / 100003.0
from generate_series(1, greatest(1000, (10000000 * current_setting('figures.scale')::numeric)::bigint)) as n;

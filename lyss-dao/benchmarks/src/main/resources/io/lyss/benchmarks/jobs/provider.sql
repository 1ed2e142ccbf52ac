-- The usage of three years, which nothing has rolled up: bursts of a hundred requests of a user.
set session_replication_role = replica;
set timezone = 'UTC';
set jit = off;

create function pg_temp.uuid_of(p_number bigint)
returns uuid language sql immutable
return ('00000000-0000-7000-8000-' || lpad(to_hex(p_number), 12, '0'))::uuid;

select create_monthly_partition('usage_records', month::date)
from generate_series(
  date_trunc('month', now()) - interval '36 months', now(), interval '1 month') as month;

insert into usage_records (
  tenant_id, id, user_id, channel_id, provider_type, model, counts, prompt_tokens,
  completion_tokens, amount, currency, cost, recorded_at)
select
  pg_temp.uuid_of(1), u.id, pg_temp.uuid_of(1 + burst % 200), pg_temp.uuid_of(10001), 'figures',
  'model ' || burst % 10, '{"input": 100, "output": 20}', 100, 20, 120, 'USD', 0.0012, uuid_time(u.id)
from
  (select greatest(100, current_setting('figures.rows')::bigint / 100)) as rows (bursts),
  generate_series(1, bursts) as burst,
  generate_series(1, 100) as request,
  lateral (
    select extract(
      epoch from now() - interval '1 day' - interval '36 months' * ((bursts - burst) / bursts::float8)) * 1000
      + request * 1000
  ) as at (ms),
  lateral (
    select (
      lpad(to_hex(ms::bigint), 12, '0') || '7000' || '8000' || lpad(to_hex(burst * 100 + request), 12, '0'))::uuid
  ) as u (id);

-- Tenants with 1, 200 and 2,000 channels, four for reservations with a channel each, and the usage of
-- three years in the first: three million rows at scale 1.
set session_replication_role = replica;

create function pg_temp.uuid_of(p_number bigint)
returns uuid language sql immutable
return ('00000000-0000-7000-8000-' || lpad(to_hex(p_number), 12, '0'))::uuid;

insert into provider_types (name, display_name) values ('figures', 'Figures') on conflict do nothing;

insert into provider_channels (tenant_id, id, name, type, key, priority, weight, rate_limit, config_scope, models)
select
  pg_temp.uuid_of(tenant), pg_temp.uuid_of(tenant * 10000::bigint + c), 'channel ' || c, t.id,
  'volume:' || encode(sha256(c::text::bytea), 'base64'),
  -- ten of a priority, as there are who have many
  1 + c / 10 % 100, 1 + c % 5, 1000000000, 'tenant', '["figures"]'
from
  provider_types as t,
  (values (1, 1), (2, 200), (3, 2000), (11, 1), (12, 1), (13, 1), (14, 1)) as tenants (tenant, channels),
  generate_series(1, channels) as c
where t.name = 'figures';

select create_monthly_partition('usage_records', month::date)
from generate_series(
  date_trunc('month', now(), 'UTC') - interval '36 months', now(), interval '1 month') as month;

insert into usage_records (
  tenant_id, id, user_id, channel_id, provider_type, model, counts, prompt_tokens,
  completion_tokens, amount, currency, cost, recorded_at)
select
  pg_temp.uuid_of(1), u.id, pg_temp.uuid_of(1 + n % 200), pg_temp.uuid_of(10001), 'figures',
  'model ' || n % 10, '{"input": 100, "output": 20}', 100, 20, 120, 'USD', 0.0012, uuid_time(u.id)
from
  generate_series(1, greatest(1000, (3000000 * current_setting('figures.scale')::numeric)::bigint)) as n,
  lateral (
    select extract(epoch from now() - interval '1 day' - interval '36 months' * (n * 7919 % 100003) / 100003.0) * 1000
  ) as at (ms),
  lateral (
    select (lpad(to_hex(ms::bigint), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid
  ) as u (id);

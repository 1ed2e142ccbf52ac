-- Refuses a database that holds anything, and makes it ready for bulk.
do $$
begin
  if current_setting('server_version_num')::integer < 160000 then
    raise exception 'PostgreSQL 16 or later is needed, this is %', current_setting('server_version');
  end if;
  if to_regclass('users') is null or to_regclass('messages') is null then
    raise exception 'there is no platform database of LYSS in the schema %; migrate it first',
      current_setting('search_path');
  end if;
  if exists (select from users) or exists (select from provider_configs) then
    raise exception 'the schema % holds users or providers already; take an empty one',
      current_setting('search_path');
  end if;
  if current_setting('volume.scale')::numeric not between 0.001 and 100 then
    raise exception 'scale is %; it can be 0.001 to 100', current_setting('volume.scale');
  end if;
end
$$;

-- Foreign keys are checked as sets at the end, not row by row.
set local session_replication_role = replica;
set local synchronous_commit = off;
set local work_mem = '512MB';
set local jit = off;
set local timezone = 'UTC';

-- How many of each, and from when to when.
create temp table volume_size on commit drop as
select
  greatest(100, round(100000 * scale))::integer as users,
  greatest(25, round(5000 * scale))::integer as organization_providers,
  greatest(75, round(15000 * scale))::integer as personal_providers,
  -- each pair of conversations has 20 messages
  greatest(100, round(500000 * scale))::integer as conversation_pairs,
  date_trunc('month', until - interval '1 day') - interval '35 months' as first_month,
  until
from (
  select
    current_setting('volume.scale')::numeric as scale,
    current_setting('volume.until')::timestamp as until
) as setting;

-- The organization provider that a user was given as the k-th of 20 (from 0): distinct for one user,
-- and the first ones given to far more people than the last.
create function pg_temp.given_provider(p_user integer, p_k integer, p_providers integer)
returns integer language sql immutable
return 1 + p_k + floor(
  (p_providers - 20)
    * power((p_k + (p_user::bigint * 7919 + p_k * 104729) % 10007 / 10007.0) / 20.0, 2)
)::integer;

do $$
begin
  perform create_monthly_partition(parent::regclass, month::date)
  from
    volume_size,
    unnest(array['messages', 'usage_statistics']) as parent,
    generate_series(first_month, until - interval '1 day', interval '1 month') as month;
end
$$;

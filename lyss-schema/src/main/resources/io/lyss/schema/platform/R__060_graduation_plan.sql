-- Counts what a graduation copies, to compare it with what has arrived.
create or replace function graduation_plan() returns table (kind text, rows bigint)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select 'users', count(*) from users
  union all
  select 'groups', count(*) from provider_configs where scope = 'organization'
  union all
  select 'members', count(*) from provider_distributions as d
  where distribution_is_open(d.is_active, d.valid_from, d.valid_until)
  union all
  select 'known_users', count(*) from users where not is_active
  union all
  select 'holds', count(*) from legal_holds
  union all
  select 'channels', count(*) from provider_configs
  union all
  select 'conversations', count(*) from conversations
  union all
  select 'messages', count(*) from messages
  union all
  select 'usage', count(*) from usage_statistics
  union all
  select 'adjustments', count(*) from usage_adjustments
$$;

comment on function graduation_plan() is 'Internal: How many rows of each kind a graduation copies.';

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
  union all
  select 'prices', count(*) from graduating_prices(null, null, null)
  union all
  select 'price_lists', count(*) from graduating_price_lists(null, null, null)
  union all
  select k.kind, count(a.id)
  from unnest(array['audit_user', 'audit_provider', 'audit_chat', 'audit_shared']) as k (kind)
  left join graduations as g on true
  left join audit_logs as a on graduated_audit_kind(a.resource_type) = k.kind
    and (g.state is null or g.state = 'copying' or a.id <= g.audit_until)
  group by k.kind
$$;

comment on function graduation_plan() is 'Internal: How many rows of each kind a graduation copies.';

-- A later list replaces an earlier one, so it has the time of its last change.
create or replace function graduating_price_lists(p_after bigint, p_until bigint, p_since bigint)
returns table (old_id uuid, tenant_id uuid, provider_type text, model text, changed_at timestamptz)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select g.tenant_id, g.tenant_id, p.provider_type, p.model, max(p.updated_at)
  from graduations as g
  cross join lateral graduating_prices_of(g.tenant_id, g.provider_kinds) as p
  group by g.tenant_id, p.provider_type, p.model
$$;

comment on function graduating_price_lists(bigint, bigint, bigint) is
  'Internal: When the prices of each model were last changed, as the shared and the provider database have it; always all of them.';

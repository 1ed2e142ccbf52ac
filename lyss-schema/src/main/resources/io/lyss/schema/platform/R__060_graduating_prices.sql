create or replace function graduating_prices(p_after bigint, p_until bigint, p_since bigint)
returns table (
  old_id uuid, tenant_id uuid, id uuid, provider_type text, model text, currency text, unit_prices jsonb,
  effective_from timestamptz, effective_to timestamptz, created_at timestamptz, updated_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select p.* from graduations as g cross join lateral graduating_prices_of(g.tenant_id, g.provider_kinds) as p
$$;

comment on function graduating_prices(bigint, bigint, bigint) is
  'Internal: Prices as the tenant''s own, as the shared and the provider database have them; always all of them.';

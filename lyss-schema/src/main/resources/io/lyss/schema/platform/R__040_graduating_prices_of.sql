-- A kind of provider here may be several there, and then each of them has its prices; a kind that no provider has keeps
-- its name. Two kinds may be one there. If both have prices of one model, those of the kind that is named first stay
-- here, because one model has one price at a time.
create or replace function graduating_prices_of(p_tenant_id uuid, p_kinds jsonb)
returns table (
  old_id uuid, tenant_id uuid, id uuid, provider_type text, model text, currency text, unit_prices jsonb,
  effective_from timestamptz, effective_to timestamptz, created_at timestamptz, updated_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select
    k.id, p_tenant_id,
    case k.number
      when 1 then k.id
      else (left(k.id::text, 19) || '8' || left(k.hash, 3) || '-' || substr(k.hash, 4, 12))::uuid
    end,
    k.name, k.model, k.currency, k.unit_prices, k.effective_from, k.effective_to, k.created_at, k.updated_at
  from (
    select
      p.*, n.name, n.number, md5(p.id::text || n.name) as hash,
      max(p.provider_type) over (partition by n.name, p.model) as kept
    from model_prices as p
    cross join lateral jsonb_array_elements_text(
      coalesce(p_kinds -> p.provider_type::text, jsonb_build_array(p.provider_type))
    ) with ordinality as n (name, number)
    where p_kinds is not null
  ) as k
  where k.provider_type = k.kept
$$;

comment on function graduating_prices_of(uuid, jsonb) is
  'Internal: Prices as those of a tenant, under the kinds of providers that the kinds here become.';

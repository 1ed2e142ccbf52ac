-- The list has all past, present and future prices of a model that one tenant has of its own, or the platform
-- has for everybody. So the latest list alone is complete, however many changes were missed.
create or replace function price_list(p_tenant_id uuid, p_provider_type text, p_model text)
returns setof jsonb
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select jsonb_build_object(
      'provider_type', l.provider_type,
      'model', l.model,
      'changed_at', l.changed_at,
      'prices', array(
        select to_jsonb(p) - array['tenant_id', 'provider_type', 'model', 'updated_at']
        from model_prices as p
        where p.tenant_id = p_tenant_id and p.provider_type = p_provider_type and p.model = p_model
        order by p.effective_from
      )
    )
    from model_price_lists as l
    where l.tenant_id = p_tenant_id and l.provider_type = p_provider_type and l.model = p_model;
end
$$;

comment on function price_list(uuid, text, text) is
  'The list of all prices of a model, to be handed to another database; nothing if none was ever set.';

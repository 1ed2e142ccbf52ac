-- The event carries the whole list, so that a consumer needs no earlier event and no order: the latest list
-- that it has seen is right.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function publish_price_list(
  p_tenant_id uuid, p_provider_type text, p_model text, p_now timestamptz
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_before timestamptz;
  v_now timestamptz := p_now;
begin
  insert into model_price_lists (tenant_id, provider_type, model, changed_at)
  values (p_tenant_id, p_provider_type, p_model, p_now)
  on conflict (tenant_id, provider_type, model) do nothing;
  if not found then
    -- two statements, because Citus refuses an assignment that computes a time from the row
    select l.changed_at into v_before from model_price_lists as l
    where l.tenant_id = p_tenant_id and l.provider_type = p_provider_type and l.model = p_model
    for no key update;
    v_now := greatest(p_now, v_before + interval '1 microsecond');
    update model_price_lists as l set changed_at = v_now
    where l.tenant_id = p_tenant_id and l.provider_type = p_provider_type and l.model = p_model;
  end if;
  perform publish_event(
    p_tenant_id, 'price:' || p_provider_type || '/' || p_model, 'price.changed', l.list)
  from price_list(p_tenant_id, p_provider_type, p_model) as l (list);
end
$$;

revoke execute on function publish_price_list(uuid, text, text, timestamptz) from public;

comment on function publish_price_list(uuid, text, text, timestamptz) is
  'Internal: Publishes the prices of a model as they are after a change.';

select set_config('role', current_setting('lyss.migrating_role'), true);

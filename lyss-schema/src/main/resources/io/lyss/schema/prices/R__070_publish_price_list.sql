-- The event carries the whole list, so that a consumer needs no other event and no order: the
-- latest list that it has seen is the truth.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function publish_price_list(
  p_tenant_id uuid, p_provider_type text, p_model text, p_now timestamptz
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  insert into model_price_lists (tenant_id, provider_type, model, changed_at)
  values (p_tenant_id, p_provider_type, p_model, p_now)
  on conflict (tenant_id, provider_type, model) do update
    set changed_at = greatest(
      excluded.changed_at, model_price_lists.changed_at + interval '1 microsecond');
  perform publish_event(
    p_tenant_id, 'price:' || p_provider_type || '/' || p_model, 'price.changed', l.list)
  from price_list(p_tenant_id, p_provider_type, p_model) as l (list);
end
$$;

revoke execute on function publish_price_list(uuid, text, text, timestamptz) from public;

comment on function publish_price_list(uuid, text, text, timestamptz) is
  'Internal: Publishes the prices of a model as they are after a change.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- The time of the event is later than that of each one before, whatever the clock says.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function publish_tenant(p_id uuid, p_type text, p_changed text[] default '{}')
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := wall_time();
  v_tenant tenants;
begin
  update tenants as t set changed_at = greatest(v_now, t.changed_at + interval '1 microsecond')
  where t.id = p_id
  returning * into v_tenant;
  perform publish_event(
    p_id,
    'tenant:' || p_id,
    p_type,
    tenant_state(v_tenant) || jsonb_build_object('changed', p_changed));
end
$$;

revoke execute on function publish_tenant(uuid, text, text[]) from public;

comment on function publish_tenant(uuid, text, text[]) is
  'Internal: Publishes a tenant as it is after a change, and which of its columns were changed.';

select set_config('role', current_setting('lyss.migrating_role'), true);

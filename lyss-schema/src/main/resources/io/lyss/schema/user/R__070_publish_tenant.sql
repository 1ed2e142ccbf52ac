-- The time of the event is later than that of each earlier one, whatever the clock says.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function publish_tenant(p_id uuid, p_type text, p_changed text[] default '{}')
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_before timestamptz;
  v_now timestamptz;
  v_tenant tenants;
begin
  -- two statements, because Citus refuses an assignment that computes a time from the row
  select t.changed_at into v_before from tenants as t where t.id = p_id for no key update;
  v_now := greatest(wall_time(), v_before + interval '1 microsecond');
  update tenants as t set changed_at = v_now
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
  'Internal: Publishes a tenant as it is after a change, and which of its columns changed.';

select set_config('role', current_setting('lyss.migrating_role'), true);

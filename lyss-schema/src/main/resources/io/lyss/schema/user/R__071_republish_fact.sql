-- It takes the turn before it reads the row, so that the event is true when it is published: a later change of
-- the row is published later.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function republish_fact(p_tenant_id uuid, p_kind text, p_id uuid) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_whole constant boolean := p_kind = 'tenant' or p_kind = 'erasure' and p_id = p_tenant_id;
  v_key constant text :=
    case when p_kind = 'group' then 'group:' when v_whole then 'tenant:' else 'user:' end || p_id;
  v_tenant tenants;
  v_state jsonb;
  v_type text;
begin
  perform take_turn(p_tenant_id, v_key);
  if p_kind = 'tenant' then
    v_type := 'tenant.changed';
    -- read into a variable first, because on a node of Citus the row has another type
    select * into v_tenant from tenants as t where t.id = p_id;
    if found then
      v_state := tenant_state(v_tenant) || '{"changed": []}';
    end if;
  elsif p_kind = 'user' then
    v_type := 'user.status_changed';
    select jsonb_build_object('status', u.status, 'changed_at', u.status_changed_at) into v_state
    from users as u
    where u.tenant_id = p_tenant_id and u.id = p_id;
  elsif p_kind = 'group' then
    v_type := 'group.deleted';
    v_state := '{}';
  else
    v_type := case when v_whole then 'tenant.erased' else 'user.erased' end;
    select jsonb_build_object(
      'tenant_id', e.tenant_id, 'user_id', e.user_id, 'erased_at', e.erased_at, 'counts', e.counts)
    into v_state
    from erasures as e
    where e.tenant_id = p_tenant_id and e.user_id = p_id and e.erased_at is not null;
  end if;
  -- a deleted one has an event of its own
  if v_state is not null then
    perform publish_event(p_tenant_id, v_key, v_type, v_state || '{"republished": true}');
  end if;
end
$$;

revoke execute on function republish_fact(uuid, text, uuid) from public;

comment on function republish_fact(uuid, text, uuid) is
  'Internal: Publishes the present state of a tenant, user or group, as the event of its change did.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- Enabling or disabling a channel deletes its failures. Reports of requests that were chosen before no longer
-- count, because it advances the row of the whole channel, with which they all compare.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_channel_status(p_tenant_id uuid, p_id uuid, p_status integer)
returns setof channel_states
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_channel record;
begin
  select c.config_scope, c.owner_id, c.group_id into v_channel
  from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_id
    and (v_system or can_change_channel(c.config_scope, c.owner_id, c.group_id))
  for no key update;
  if not found then
    return;
  end if;
  update provider_channels as c set status = p_status where c.tenant_id = p_tenant_id and c.id = p_id;
  insert into channel_health (tenant_id, channel_id, model, config_scope, owner_id, group_id)
  values (p_tenant_id, p_id, '', v_channel.config_scope, v_channel.owner_id, v_channel.group_id)
  on conflict do nothing;
  perform from channel_health as h
  where h.tenant_id = p_tenant_id and h.channel_id = p_id
  order by h.model
  for no key update;
  update channel_health as h
  set failures = 0, retry_at = null, probe_until = null, epoch = h.epoch + 1
  where h.tenant_id = p_tenant_id and h.channel_id = p_id;
  return query select * from channel_state(p_tenant_id, p_id);
end
$$;

revoke execute on function set_channel_status(uuid, uuid, integer) from public;
grant execute on function set_channel_status(uuid, uuid, integer)
  to authenticated_users, lyss_system;

comment on function set_channel_status(uuid, uuid, integer) is
  'Enables or disables a channel, and deletes its failures; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);

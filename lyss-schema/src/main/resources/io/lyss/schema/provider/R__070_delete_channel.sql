-- Callers who may change a channel may delete it; for others it does not exist. The rows that restrict tokens
-- to it are deleted, too; usage and reservations stay.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function delete_channel(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_system constant boolean := current_setting('role') = 'lyss_system';
  v_tenant uuid := p_tenant_id;
begin
  if v_system then
    perform require_system();
  else
    v_tenant := require_tenant();
  end if;
  perform from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_id
    and (
      v_system
      or c.tenant_id = v_tenant
        and can_change_channel(c.config_scope, c.owner_id, c.group_id)
    )
  for update;
  if found then
    delete from provider_channels as c where c.tenant_id = p_tenant_id and c.id = p_id;
    perform publish_event(p_tenant_id, 'channel:' || p_id, 'channel.deleted');
    return true;
  end if;
  return false;
end
$$;

revoke execute on function delete_channel(uuid, uuid) from public;
grant execute on function delete_channel(uuid, uuid) to authenticated_users, lyss_system;

comment on function delete_channel(uuid, uuid) is
  'Deletes a channel that the caller may change; false if there is none.';

select set_config('role', current_setting('lyss.migrating_role'), true);

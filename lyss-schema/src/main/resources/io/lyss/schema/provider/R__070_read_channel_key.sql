-- No person may read a key, not even as ciphertext.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function read_channel_key(p_tenant_id uuid, p_id uuid)
returns table (key text)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system_work();
  return query select c.key from provider_channels as c where c.tenant_id = p_tenant_id and c.id = p_id;
  if found then
    perform record_reading('provider_channels', p_tenant_id, p_id);
  end if;
end
$$;

revoke execute on function read_channel_key(uuid, uuid) from public;
grant execute on function read_channel_key(uuid, uuid) to lyss_system;

comment on function read_channel_key(uuid, uuid) is
  'The encrypted key of a channel, for system work; the audit log has each reading.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- Replaces a key by the same key, encrypted anew. It compares the stored key with the one that was read, so a
-- key set meanwhile stays.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function replace_channel_key(
  p_tenant_id uuid, p_id uuid, p_key text, p_replacement text
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system_work();
  update provider_channels as c set key = p_replacement
  where c.tenant_id = p_tenant_id and c.id = p_id and c.key = p_key;
  return found;
end
$$;

revoke execute on function replace_channel_key(uuid, uuid, text, text) from public;
grant execute on function replace_channel_key(uuid, uuid, text, text) to lyss_system;

comment on function replace_channel_key(uuid, uuid, text, text) is
  'Replaces the encrypted key of a channel, if it is still p_key, for system work.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- Replaces a key by the same key, encrypted anew. It compares the stored key with the one that was read, so a
-- key set meanwhile stays.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function replace_provider_key(p_id integer, p_api_key text, p_replacement text)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  update provider_configs as p set api_key = p_replacement
  where p.id = p_id and p.api_key = p_api_key;
  return found;
end
$$;

revoke execute on function replace_provider_key(integer, text, text) from public;
grant execute on function replace_provider_key(integer, text, text) to lyss_system;

comment on function replace_provider_key(integer, text, text) is
  'Replaces the encrypted key of a provider, if it is still p_api_key, for system work.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- Only system work may read a key.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function read_provider_key(p_id integer)
returns table (api_key text)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  return query select p.api_key::text from provider_configs as p where p.id = p_id;
  if found then
    perform record_reading('provider_configs', p_id);
  end if;
end
$$;

revoke execute on function read_provider_key(integer) from public;
grant execute on function read_provider_key(integer) to lyss_system;

comment on function read_provider_key(integer) is
  'The encrypted key of a provider, for system work; the audit log has each reading.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- For encrypting keys anew; the audit log has each key that is returned.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function outdated_provider_keys(p_current text, p_after_number integer, p_limit integer)
returns table (id integer, api_key text)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  for id, api_key in
    select p.id, p.api_key from provider_configs as p
    where p.id > p_after_number and not starts_with(p.api_key, p_current)
    order by p.id
    limit p_limit
  loop
    perform record_reading('provider_configs', id);
    return next;
  end loop;
end
$$;

revoke execute on function outdated_provider_keys(text, integer, integer) from public;
grant execute on function outdated_provider_keys(text, integer, integer) to lyss_system;

comment on function outdated_provider_keys(text, integer, integer) is
  'The encrypted keys that do not begin with p_current, by the id of their provider, for system work.';

select set_config('role', current_setting('lyss.migrating_role'), true);

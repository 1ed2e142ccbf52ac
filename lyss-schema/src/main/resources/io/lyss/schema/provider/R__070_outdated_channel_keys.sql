-- For encrypting keys anew; the audit log has each key that is returned.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function outdated_channel_keys(
  p_tenant_id uuid, p_current text, p_after_id uuid, p_limit integer
)
returns table (id uuid, key text)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system_work();
  for id, key in
    select c.id, c.key from provider_channels as c
    where c.tenant_id = p_tenant_id and c.id > p_after_id and not starts_with(c.key, p_current)
    order by c.id
    limit p_limit
  loop
    perform record_reading('provider_channels', p_tenant_id, id);
    return next;
  end loop;
end
$$;

revoke execute on function outdated_channel_keys(uuid, text, uuid, integer) from public;
grant execute on function outdated_channel_keys(uuid, text, uuid, integer) to lyss_system;

comment on function outdated_channel_keys(uuid, text, uuid, integer) is
  'The encrypted keys that do not begin with p_current, by the id of their channel, for system work.';

select set_config('role', current_setting('lyss.migrating_role'), true);

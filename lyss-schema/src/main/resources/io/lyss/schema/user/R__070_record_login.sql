select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_login(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system_work();
  update users as u set last_login_at = current_timestamp
  where u.tenant_id = p_tenant_id and u.id = p_id;
  return found;
end
$$;

revoke execute on function record_login(uuid, uuid) from public;
grant execute on function record_login(uuid, uuid) to lyss_system;

comment on function record_login(uuid, uuid) is
  'Records that a user has logged in now; false if there is no such user.';

select set_config('role', current_setting('lyss.migrating_role'), true);

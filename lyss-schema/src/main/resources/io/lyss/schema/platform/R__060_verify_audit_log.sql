select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function verify_audit_log(p_number bigint, p_hash text)
returns table (number bigint, month date, fault text)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_admin();
  return query select * from broken_seal('00000000-0000-0000-0000-000000000000', p_number, p_hash);
end
$$;

revoke execute on function verify_audit_log(bigint, text) from public;
grant execute on function verify_audit_log(bigint, text) to authenticated_users, lyss_system;

comment on function verify_audit_log(bigint, text) is
  'The first seal of the audit log that does not match, and why; nothing if all match. It also compares a known seal.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- The user is locked before the check, so that nobody is made a super_admin between check and
-- change. An administrator does not change their own role or status, so that one is always left.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function lock_user(p_tenant_id uuid, p_id uuid) returns users
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_user users;
begin
  select * into v_user from users as u
  where u.tenant_id = p_tenant_id and u.id = p_id
  for no key update;
  if current_setting('role') = 'lyss_system' then
    return v_user;
  elsif p_id = current_user_id() then
    raise exception 'nobody changes their own role or status'
      using errcode = 'insufficient_privilege', hint = 'Another administrator can.';
  elsif v_user.role = 'super_admin' then
    raise exception 'a super_admin is changed as system work only'
      using errcode = 'insufficient_privilege';
  end if;
  return v_user;
end
$$;

revoke execute on function lock_user(uuid, uuid) from public;

comment on function lock_user(uuid, uuid) is
  'Internal: The user, locked, or nothing; fails with 42501 unless the scope may change that user.';

select set_config('role', current_setting('lyss.migrating_role'), true);

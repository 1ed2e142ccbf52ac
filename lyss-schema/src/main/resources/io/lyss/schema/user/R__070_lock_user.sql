-- The user is locked before the check, so that nobody is made a super_admin between check and change.
--
-- If two administrators demote each other at once, one is left: nobody may change their own role or status, and
-- the caller has to be an administrator when the change is made. So the rows of both are locked, in one
-- order, whichever of the two calls.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function lock_user(p_tenant_id uuid, p_id uuid) returns users
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_system constant boolean := current_setting('role') = 'lyss_system';
  v_row users;
  v_user users;
  v_is_admin boolean := false;
begin
  for v_row in
    select * from users as u
    where u.tenant_id = p_tenant_id and (u.id = p_id or u.id = current_user_id() and not v_system)
    order by u.id
    for no key update
  loop
    if v_row.id = p_id then
      v_user := v_row;
    else
      v_is_admin := v_row.status = 'active' and v_row.role <> 'end_user';
    end if;
  end loop;
  if v_system then
    return v_user;
  elsif p_id = current_user_id() then
    raise exception 'nobody changes their own role or status'
      using errcode = 'insufficient_privilege', hint = 'Another administrator can.';
  elsif not v_is_admin then
    raise exception 'this takes an administrator of the tenant'
      using errcode = 'insufficient_privilege';
  elsif v_user.role = 'super_admin' then
    raise exception 'a super_admin is changed as system work only'
      using errcode = 'insufficient_privilege';
  end if;
  return v_user;
end
$$;

revoke execute on function lock_user(uuid, uuid) from public;

comment on function lock_user(uuid, uuid) is
  'Internal: Locks and returns the user, or nothing; fails with 42501 unless the scope may change that user.';

select set_config('role', current_setting('lyss.migrating_role'), true);

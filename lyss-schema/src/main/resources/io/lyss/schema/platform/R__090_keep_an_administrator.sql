-- Nobody may change their own role or status, and the caller has to be an administrator when the change is
-- made. So if two demote each other at the same time, one remains.
create or replace function keep_an_administrator() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if old.id = current_user_id() then
    raise exception 'nobody changes their own role or status'
      using errcode = 'insufficient_privilege', hint = 'Another administrator can.';
  end if;
  perform from users as u
  where u.id = current_user_id() and u.role = 'admin' and u.is_active
  for share;
  if not found then
    raise exception 'this takes an active administrator' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

comment on function keep_an_administrator() is
  'Trigger function: refuses users who change their own role or status, so an administrator is left.';

create or replace trigger keep_an_administrator
  before update on users
  for each row when (
    current_user = 'authenticated_users'
    and (old.role <> new.role or old.is_active <> new.is_active)
  )
  execute function keep_an_administrator();

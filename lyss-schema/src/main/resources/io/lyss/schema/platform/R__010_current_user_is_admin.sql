-- It reads users past the policy on that table, which calls this very function; so lyss_definer
-- owns it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function current_user_is_admin() returns boolean
language plpgsql stable parallel safe security definer
set search_path = ${schema}, pg_temp
as $$
begin
  return exists (
    select from users where id = current_user_id() and role = 'admin' and is_active
  );
end
$$;

revoke execute on function current_user_is_admin() from public;
grant execute on function current_user_is_admin() to authenticated_users, lyss_system;

comment on function current_user_is_admin() is
  'Whether the current user is an active administrator.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- For the owner of the schema, who changes keys, and for system work, which monitors them. It returns only
-- names and ages.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function scope_key_ages() returns table (name text, created_at timestamptz)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform refuse_unsealed();
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  end if;
  return query select k.name::text, k.created_at from scope_keys as k where k.name <> '' order by k.created_at, k.name;
end
$$;

revoke execute on function scope_key_ages() from public;
grant execute on function scope_key_ages() to lyss_system;
select allow_owner('execute on function scope_key_ages()');

comment on function scope_key_ages() is
  'The names of the keys with which hosts may sign scopes, and since when these are there.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- The hash of a password is returned to the service that verifies passwords, and to no person.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function find_login(p_slug text, p_email text)
returns table (
  tenant_id uuid, user_id uuid, password_hash text, tenant_status text, user_status text
)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system_work();
  return query
    select u.tenant_id, u.id, u.password_hash::text, t.status::text, u.status::text
    from tenants as t
    join users as u on u.tenant_id = t.id
    where t.slug = p_slug and u.email_lower = fold_case(p_email);
end
$$;

revoke execute on function find_login(text, text) from public;
grant execute on function find_login(text, text) to lyss_system;

comment on function find_login(text, text) is
  'The user with a tenant and an address, and the hash to verify the password against; or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);

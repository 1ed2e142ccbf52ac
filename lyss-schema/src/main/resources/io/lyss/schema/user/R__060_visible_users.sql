-- The users of a tenant that the scope sees, by id, after a cursor. The policies decide who is seen. The extra
-- condition, for a user who sees only themselves, makes the plan use the index; otherwise it would apply the
-- policy to each row of the tenant.
create or replace function visible_users(p_tenant_id uuid, p_after_id uuid, p_limit integer)
returns table (
  tenant_id uuid,
  id uuid,
  email varchar(255),
  username varchar(100),
  full_name varchar(200),
  avatar_url text,
  status varchar(20),
  role varchar(20),
  email_verified boolean,
  last_login_at timestamptz,
  created_at timestamptz,
  updated_at timestamptz
)
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
#variable_conflict use_column
begin
  if current_setting('role') = 'authenticated_users' and not current_user_is_tenant_admin() then
    return query
    select
      u.tenant_id, u.id, u.email, u.username, u.full_name, u.avatar_url, u.status, u.role,
      u.email_verified, u.last_login_at, u.created_at, u.updated_at
    from users as u
    where u.tenant_id = p_tenant_id and u.id = current_user_id() and u.id > p_after_id
    limit p_limit;
  else
    return query
    select
      u.tenant_id, u.id, u.email, u.username, u.full_name, u.avatar_url, u.status, u.role,
      u.email_verified, u.last_login_at, u.created_at, u.updated_at
    from users as u
    where u.tenant_id = p_tenant_id and u.id > p_after_id
    order by u.id
    limit p_limit;
  end if;
end
$$;

comment on function visible_users(uuid, uuid, integer) is
  'The users of a tenant that the scope sees, by id.';

-- Users as rows of the user database. An inactive user takes no seat there, like one who has left.
create or replace function graduating_users(p_after bigint, p_until bigint, p_since bigint)
returns table (
  old_id bigint, tenant_id uuid, id uuid, email text, username text, password_hash text, status text, role text,
  created_at timestamptz, updated_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select
    u.id, g.tenant_id, i.new_id, u.email, u.username, u.hashed_password,
    case when u.is_active then 'active' else 'inactive' end,
    case u.role when 'admin' then 'tenant_admin' else 'end_user' end,
    u.created_at, u.updated_at
  from users as u
  cross join graduations as g
  join graduated_ids as i on i.kind = 'user' and i.old_id = u.id
$$;

comment on function graduating_users(bigint, bigint, bigint) is
  'Internal: Users as rows of the user database; always all of them.';

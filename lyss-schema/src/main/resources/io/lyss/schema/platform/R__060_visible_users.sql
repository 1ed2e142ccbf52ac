-- The users that the scope sees, by id, after a cursor. The policies decide who is seen. The extra condition,
-- for a user who sees only themselves, makes the plan use the index; otherwise it would apply the policy to
-- each row.
create or replace function visible_users(p_after_number integer, p_limit integer)
returns table (
  id integer,
  username varchar(50),
  email varchar(100),
  role varchar(20),
  is_active boolean,
  created_at timestamptz,
  updated_at timestamptz
)
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
#variable_conflict use_column
begin
  if current_setting('role') = 'authenticated_users' and not current_user_is_admin() then
    return query
    select u.id, u.username, u.email, u.role, u.is_active, u.created_at, u.updated_at
    from users as u
    where u.id = (select current_user_id()) and u.id > p_after_number
    limit p_limit;
  else
    return query
    select u.id, u.username, u.email, u.role, u.is_active, u.created_at, u.updated_at
    from users as u
    where u.id > p_after_number
    order by u.id
    limit p_limit;
  end if;
end
$$;

comment on function visible_users(integer, integer) is 'The users that the scope sees, by id.';

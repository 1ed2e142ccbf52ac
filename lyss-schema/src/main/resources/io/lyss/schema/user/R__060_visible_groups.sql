-- The groups of a tenant that the scope sees, by id, after a cursor. As in visible_users, the extra condition,
-- for a user who sees only their own groups, makes the plan use the index.
create or replace function visible_groups(p_tenant_id uuid, p_after_id uuid, p_limit integer)
returns setof user_groups
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  if current_setting('role') = 'authenticated_users' and not current_user_is_tenant_admin() then
    return query
    select g.* from user_groups as g
    where g.tenant_id = p_tenant_id and g.id = any (current_group_ids()) and g.id > p_after_id
    order by g.id
    limit p_limit;
  else
    return query
    select g.* from user_groups as g
    where g.tenant_id = p_tenant_id and g.id > p_after_id
    order by g.id
    limit p_limit;
  end if;
end
$$;

comment on function visible_groups(uuid, uuid, integer) is
  'The groups of a tenant that the scope sees, by id.';

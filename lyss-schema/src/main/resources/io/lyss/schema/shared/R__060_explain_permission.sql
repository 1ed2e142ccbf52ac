-- One row for each role that the user has; one row without a role if the user has none.
create or replace function explain_permission(p_tenant_id uuid, p_user_id uuid, p_permission text)
returns table (
  reach varchar,
  role_id uuid,
  role_name varchar,
  origin text,
  assigned_by uuid,
  assigned_at timestamptz,
  grants boolean
)
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_permission(p_permission);
  return query
    select
      p.reach,
      h.role_id,
      r.name,
      h.origin,
      h.assigned_by,
      h.assigned_at,
      exists (
        select from held_permissions(p_tenant_id, p_user_id) as granted
        where granted.role_tenant_id = h.role_tenant_id and granted.role_id = h.role_id
          and granted.permission_name = p_permission
      )
    from permissions as p
    left join held_roles(p_tenant_id, p_user_id) as h on true
    left join roles as r on r.tenant_id = h.role_tenant_id and r.id = h.role_id
    where p.name = p_permission
    order by h.role_tenant_id, h.role_id, h.origin;
end
$$;

comment on function explain_permission(uuid, uuid, text) is
  'The roles of a user, and which of them grant a permission.';

-- For functions that change something for a whole tenant: system work may, and its administrator while it is
-- active.
create or replace function require_tenant_admin(p_tenant_id uuid) returns void
language plpgsql stable parallel safe
as $$
begin
  perform ${schema}.require_sight_of_tenant(p_tenant_id);
  perform ${schema}.refuse_suspended_tenant();
end
$$;

comment on function require_tenant_admin(uuid) is
  'Internal: Fails with 42501 unless the scope is system work, or an administrator''s of that tenant while it is active.';

-- For reports on channels and for ending reservations: a user of the tenant makes them, or system work that
-- maintains channels and reservations.
create or replace function require_user_or_system(p_tenant_id uuid) returns boolean
language plpgsql stable parallel safe
as $$
begin
  if current_setting('role') = 'lyss_system' then
    perform ${schema}.require_system();
    return true;
  end if;
  perform ${schema}.require_active_user(p_tenant_id);
  return false;
end
$$;

comment on function require_user_or_system(uuid) is
  'Internal: Whether this is system work; fails with 42501 unless it is, or the scope is one of that tenant''s users while the tenant is active.';
